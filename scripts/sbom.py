#!/usr/bin/env python3
"""Writes a software bill of materials (CycloneDX 1.5, JSON) of one image to standard output.

    sbom.py NAME VERSION PROJECT.ASSETS.JSON [DPKG_STATUS]

The packages come from what NuGet restored for the project, and from the list of Debian packages of the system below."""
import base64
import hashlib
import json
import sys
import uuid
from urllib.parse import quote


def nuget(assets):
    for key, library in sorted(assets["libraries"].items()):
        if library["type"] != "package":
            continue
        name, version = key.split("/")
        component = {"type": "library", "bom-ref": f"pkg:nuget/{name}@{version}", "purl": f"pkg:nuget/{name}@{version}", "name": name, "version": version}
        if "sha512" in library:
            component["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(library["sha512"]).hex()}]
        yield component
    # The runtime is downloaded beside the packages.
    for framework in assets["project"]["frameworks"].values():
        for download in framework.get("downloadDependencies", []):
            if ".Runtime." not in download["name"]:
                continue
            version = download["version"].strip("[]").split(",")[0]
            purl = f"pkg:nuget/{download['name']}@{version}"
            yield {"type": "framework", "bom-ref": purl, "purl": purl, "name": download["name"], "version": version}


def debian(status):
    for paragraph in status.read().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in paragraph.splitlines() if ": " in line and not line.startswith(" "))
        if fields.get("Status") != "install ok installed":
            continue
        name, version = fields["Package"], fields["Version"]
        purl = f"pkg:deb/debian/{quote(name)}@{quote(version)}?arch={fields['Architecture']}"
        yield {"type": "library", "bom-ref": purl, "purl": purl, "name": name, "version": version}


def main():
    name, version, assets_file, *status_file = sys.argv[1:]
    with open(assets_file, encoding="utf-8") as file:
        components = list(nuget(json.load(file)))
    if status_file:
        with open(status_file[0], encoding="utf-8") as file:
            components += debian(file)
    # The same contents have the same serial number.
    digest = hashlib.sha256(json.dumps([name, version, components]).encode()).digest()
    json.dump({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16])}",
        "metadata": {"component": {"type": "container", "bom-ref": name, "name": f"objectstore-{name}", "version": version}},
        "components": components,
    }, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
