# One image; the command decides what it does: web | worker | migrate | bootstrap-database | check.
# The servers come by URL, see compose.yaml and docs/operations.md.

FROM python:3.11-slim-bookworm AS build
ARG UV_VERSION=0.13.8
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy VIRTUAL_ENV=/opt/venv
RUN pip install --no-cache-dir "uv==${UV_VERSION}" && python -m venv --without-pip /opt/venv
WORKDIR /src
COPY requirements.lock requirements-runtime.lock ./
RUN uv pip install --no-cache --require-hashes --requirements requirements-runtime.lock
COPY . .
RUN for catalogue in frontend/locale/*/LC_MESSAGES/*.po; do \
        /opt/venv/bin/pybabel compile --input-file "$catalogue" --output-file "${catalogue%po}mo"; \
    done \
    && uv pip install --no-cache --no-deps --build-constraints requirements.lock .

FROM python:3.11-slim-bookworm
ARG COMMIT=unknown
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/talentpool talentpool
COPY --from=build /opt/venv /opt/venv
USER 10001
WORKDIR /var/lib/talentpool
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TALENTPOOL_MODE=production \
    TALENTPOOL_DATA_DIR=/var/lib/talentpool \
    TALENTPOOL_COMMIT=$COMMIT \
    HOST=0.0.0.0 \
    PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["talentpool", "check", "--live"]
ENTRYPOINT ["talentpool"]
CMD ["web"]
