#!/usr/bin/env python3
"""Packs folders into a container image, one layer each, without a container engine or a registry.

    pack-image.py OUT.tar NAME:TAG FOLDER… [--entrypoint JSON] [--env NAME=VALUE] [--user UID[:GID]] [--label NAME=VALUE]

The archive is an OCI image layout and a docker archive at once: `ctr images import`, `kind load image-archive`, `docker load`
and `podman load` read it. The same folders give the same bytes. Every file belongs to root, except below the folders of
--own PATH, which belong to --user."""
import argparse
import hashlib
import io
import json
import os
import platform
import tarfile
import tempfile

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", help="archive to write")
    parser.add_argument("name", help="image name with a tag")
    parser.add_argument("folders", nargs="+", help="layers, lowest first")
    parser.add_argument("--entrypoint", type=json.loads, default=[], help="JSON array")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--label", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--user", default="0:0", help="UID[:GID] that the process runs as")
    parser.add_argument("--workdir", default="/")
    parser.add_argument("--own", action="append", default=[], metavar="PATH", help="folder in the image that belongs to --user")
    parser.add_argument("--architecture", default=ARCHITECTURES.get(platform.machine(), platform.machine()))
    return parser.parse_args()


def write_layer(folder, owned, user, out):
    """Writes the tar of one folder, in a fixed order and without times, and returns its SHA-256."""
    uid, gid = (int(part) for part in (user.split(":") + [user.split(":")[0]])[:2])

    def normalize(entry):
        mine = any(entry.name == path or entry.name.startswith(path + "/") for path in owned)
        entry.uid, entry.gid = (uid, gid) if mine else (0, 0)
        entry.uname = entry.gname = ""
        entry.mtime = 0
        return entry

    def add(tar, path, name):
        tar.add(path, arcname=name, recursive=False, filter=normalize)
        if os.path.isdir(path) and not os.path.islink(path):
            for entry in sorted(os.listdir(path)):
                add(tar, os.path.join(path, entry), f"{name}/{entry}")

    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for entry in sorted(os.listdir(folder)):
            add(tar, os.path.join(folder, entry), entry)
    digest = hashlib.sha256()
    out.seek(0)
    while part := out.read(1 << 20):
        digest.update(part)
    out.seek(0)
    return digest.hexdigest()


class Archive:
    """A tar of blobs named by their digests."""

    def __init__(self, tar):
        self.tar, self.seen = tar, set()

    def put(self, name, size, file):
        entry = tarfile.TarInfo(name)
        entry.size = size
        self.tar.addfile(entry, file)

    def put_json(self, name, value):
        data = json.dumps(value, separators=(",", ":")).encode()
        self.put(name, len(data), io.BytesIO(data))

    def blob(self, media_type, digest, size, file):
        if digest not in self.seen:
            self.seen.add(digest)
            self.put(f"blobs/sha256/{digest}", size, file)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": size}

    def blob_json(self, media_type, value):
        data = json.dumps(value, separators=(",", ":")).encode()
        return self.blob(media_type, hashlib.sha256(data).hexdigest(), len(data), io.BytesIO(data))


def configuration(args, layers):
    return {
        "architecture": args.architecture, "os": "linux",
        "config": {
            "Env": [PATH, *args.env], "Entrypoint": args.entrypoint, "User": args.user, "WorkingDir": args.workdir,
            "Labels": dict(label.split("=", 1) for label in args.label),
        },
        "rootfs": {"type": "layers", "diff_ids": [layer["digest"] for layer in layers]},
        "history": [{"created": "1970-01-01T00:00:00Z", "created_by": "pack-image.py"} for _ in layers],
    }


def pack(args, tar):
    archive, layers = Archive(tar), []
    for folder in args.folders:
        with tempfile.TemporaryFile(dir=os.path.dirname(os.path.abspath(args.out))) as layer:
            digest = write_layer(folder, [path.strip("/") for path in args.own], args.user, layer)
            layers.append(archive.blob("application/vnd.oci.image.layer.v1.tar", digest, os.fstat(layer.fileno()).st_size, layer))
    config = archive.blob_json("application/vnd.oci.image.config.v1+json", configuration(args, layers))
    manifest = archive.blob_json("application/vnd.oci.image.manifest.v1+json", {
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": layers})
    # containerd takes the name from the first annotation, other tools the tag from the second.
    manifest["annotations"] = {"io.containerd.image.name": args.name, "org.opencontainers.image.ref.name": args.name.rsplit(":", 1)[1]}
    archive.put_json("oci-layout", {"imageLayoutVersion": "1.0.0"})
    archive.put_json("index.json", {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [manifest]})

    def path(descriptor):
        return "blobs/sha256/" + descriptor["digest"].split(":")[1]

    archive.put_json("manifest.json", [{"Config": path(config), "RepoTags": [args.name], "Layers": [path(layer) for layer in layers]}])


def main():
    args = arguments()
    temporary = args.out + ".new"
    with tarfile.open(temporary, "w") as tar:
        pack(args, tar)
    os.replace(temporary, args.out)
    print(f"{args.name}: {os.path.getsize(args.out) >> 20} MiB in {args.out}")


if __name__ == "__main__":
    main()
