"""How do people look at everything, and do what their roles allow, without editing rows?

Every admin is read-only; what changes anything is an `Act`: a button that asks what the operation
needs to know and calls the very operation the API calls, as the signed-in person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminTextareaWidget

from config.actors import Actor
from config.problems import Problem
from config.rest.authentication import actor_of
from config.rest.colours import LABELS
from config.rest.desk import Pile
from config.rest.models import IdempotencyKey, Token, User
from config.rest.operations import revoke_token
from config.rest.roles import is_allowed

admin.site.unregister(Group)
SEEN = "seen"


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(max_length=5000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}))


def day_input() -> UnfoldAdminDateWidget:
    """A day as browsers ask for it; they read no other form than this, in no country."""
    return UnfoldAdminDateWidget(attrs={"type": "date"}, format="%Y-%m-%d")


def _always(_: models.Model) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Act:
    """A button on the page of an object.

    :ivar name: a Python name, unique in its admin
    :ivar may: the operation of `config.rest.roles` a person needs
    :ivar do: called with the actor, the object and what the form asked
    :ivar when: whether the object is in a state in which the act makes sense
    """

    name: str
    label: str
    may: str
    do: Callable[[Actor, Any, Mapping[str, Any]], object]
    form: type[forms.Form] = ReasonForm
    when: Callable[[Any], bool] = _always
    icon: str = "bolt"


class ReadOnlyAdmin(ModelAdmin):
    """A model to look at.

    :cvar reads: the operation a person needs to see it
    :cvar acts: what can be done from an object's page
    :cvar pages: the names of what else can be looked at from there
    :cvar piles: what of it stands on the first page
    """

    reads: ClassVar[str] = ""
    acts: ClassVar[tuple[Act, ...]] = ()
    pages: ClassVar[tuple[str, ...]] = ()
    piles: ClassVar[tuple[Pile, ...]] = ()
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}  # type: ignore[misc, assignment]
    compressed_fields = True
    list_fullwidth = True
    show_full_result_count = False
    actions = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for act in cls.acts:
            setattr(cls, act.name, _button(act))
            setattr(cls, f"has_{act.name}_permission", _permission(act))
        names = (*cls.pages, *(act.name for act in cls.acts))
        cls.actions_detail = names  # type: ignore[assignment]

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        """Where it stands is what people look for first."""
        return sorted(super().get_fields(request, obj), key=lambda name: name != "state")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Every button knows which version of the object the person has before their eyes."""
        version = getattr(context.get("original"), "version", None)
        for button in context.get("actions_detail", ()) if version is not None else ():
            button["path"] += f"?{SEEN}={version}"
        return super().render_change_form(request, context, *args, **kwargs)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """A state is a coloured label."""
        columns = super().get_list_display(request)
        return ["state_label" if name == "state" else name for name in columns]

    @display(description="state", ordering="state", label=LABELS)
    def state_label(self, row: Any) -> tuple[str, str]:
        return row.state, row.state.replace("_", " ")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only by the filters a list shows: any other would tell what it hides, bit by bit."""
        for each in self.get_list_filter(request):
            shown = each[0] if isinstance(each, (list, tuple)) else each
            name = shown if isinstance(shown, str) else getattr(shown, "parameter_name", "")
            if name and (lookup == name or lookup.startswith(f"{name}__")):
                return True
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return isinstance(request.user, User) and is_allowed(self.reads, request.user.roles)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


def _permission(act: Act) -> Callable[..., bool]:
    def permitted(self: ReadOnlyAdmin, request: HttpRequest, object_id: str | None = None) -> bool:
        if not (isinstance(request.user, User) and is_allowed(act.may, request.user.roles)):
            return False
        found = _load(self, request, object_id)
        return found is None or act.when(found)

    return permitted


def _load(self: ReadOnlyAdmin, request: HttpRequest, object_id: str | None) -> models.Model | None:
    return None if object_id is None else self.get_object(request, object_id)


def _is_as_seen(request: HttpRequest, found: models.Model) -> bool:
    """Whether it is still what the person looked at; forms are posted to where they were asked."""
    version = getattr(found, "version", None)
    return version is None or request.GET.get(SEEN, str(version)) == str(version)


def _button(act: Act) -> Callable[..., HttpResponse]:
    def press(self: ReadOnlyAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
        found = _load(self, request, object_id)
        page = redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)
        if found is None or not getattr(self, f"has_{act.name}_permission")(request, object_id):
            messages.error(request, f"“{act.label}” is not possible here, or not with your roles.")
            return page
        if not _is_as_seen(request, found):
            messages.error(request, f"“{act.label}”: this has changed since you looked at it.")
            return page
        said = request.GET.dict()
        form = act.form(request.POST or None, request.FILES or None, initial=said)
        if request.method == "POST" and form.is_valid() and _done(act, request, found, form):
            messages.success(request, f"{act.label}: done.")
            return page
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": found,
            "title": f"{act.label}: {self.opts.verbose_name} {found}",
            "act": act.label,
            "form": form,
            "back": page.url,
        }
        return render(request, "admin/act.html", context)

    press.short_description = act.label  # type: ignore[attr-defined]
    press.url_path = f"act/{act.name}"  # type: ignore[attr-defined]
    press.attrs = {}  # type: ignore[attr-defined]
    press.icon = act.icon  # type: ignore[attr-defined]
    press.variant = ActionVariant.DEFAULT  # type: ignore[attr-defined]
    press.allowed_permissions = [act.name]  # type: ignore[attr-defined]
    return press


def _done(act: Act, request: HttpRequest, found: models.Model, form: forms.Form) -> bool:
    """Call the operation; a refusal is shown in the form, and nothing has changed."""
    who = actor_of(cast(User, request.user), str(getattr(request, "request_id", "")))
    try:
        act.do(who, found, form.cleaned_data)
    except Problem as problem:
        facts = "; ".join(f"{name}: {value}" for name, value in problem.facts.items() if value)
        form.add_error(None, ValidationError(f"{problem.title} {problem.detail} {facts}".strip()))
        return False
    return True


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    reads = "tokens.manage"
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "last_login"]
    search_fields = ["username", "email"]
    fields = ["username", "first_name", "last_name", "email", "roles", "is_active", "last_login"]


@admin.register(Token)
class TokenAdmin(ReadOnlyAdmin):
    reads = "tokens.manage"
    list_display = ["name", "prefix", "roles", "user", "expires_at", "revoked_at", "last_used_on"]
    search_fields = ["name", "prefix"]
    exclude = ["digest"]
    acts = (
        Act(
            name="revoke",
            label="Revoke",
            may="tokens.manage",
            when=lambda token: token.revoked_at is None,
            do=lambda who, token, asked: revoke_token(
                token_id=token.id, actor=who, reason=asked["reason"]
            ),
        ),
    )


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    reads = "tokens.manage"
    list_display = ["principal", "key", "status", "created_at"]
    exclude = ["body"]
