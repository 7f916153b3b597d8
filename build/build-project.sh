# Sourced: build_project PROJECT builds it in Release, from its own folder so that the repository's SDK and package sources hold whatever the
# current folder is. Quiet; the output is shown only where the build fails. Up to date, it takes a second or two.

build_project() {
    local output
    if ! output=$(cd "$repository" && dotnet build "$1" -c Release -nologo -v:quiet "${build_properties[@]}" 2>&1); then
        printf '%s\n' "$output" >&2
        exit 1
    fi
}
build_properties=()
if [ -n "${TORCH_BACKEND:-}" ]; then
    build_properties+=("-p:TorchBackend=$TORCH_BACKEND")
fi
