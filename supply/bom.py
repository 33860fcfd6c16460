"""What is in a release, in the words of CycloneDX? For whoever has to answer that in an hour."""

from __future__ import annotations

from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from supply.packages import LOCK, Package, packages

US = Component(name="armslength", version="1.0.0", type=ComponentType.APPLICATION)


def bill_of_materials() -> str:
    """The JSON of everything the lock file names, with the hashes that are accepted."""
    bom = Bom(components=[_component(each) for each in packages()])
    bom.metadata.component = US
    # The same lock file makes the same document.
    bom.serial_number = uuid5(NAMESPACE_URL, LOCK.read_text(encoding="utf-8"))
    for each in bom.components:
        bom.register_dependency(each)
    bom.register_dependency(US, bom.components)
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)


def _component(package: Package) -> Component:
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"{package.name}@{package.version}",
        purl=PackageURL("pypi", None, package.name, package.version),
        licenses=[LicenseFactory().make_from_string(package.licence)] if package.licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in package.hashes],
    )


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(bill_of_materials(), encoding="utf-8")
