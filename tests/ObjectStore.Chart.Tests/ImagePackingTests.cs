using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Chart.Tests;

public sealed class ImagePackingTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("objectstore-image-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Pack_TheSameFolders_GivesTheSameBytes()
    {
        var first = await PackAsync("first.tar");
        Directory.SetLastWriteTimeUtc(LayerPath("app"), DateTime.UnixEpoch.AddYears(50));

        var second = await PackAsync("second.tar");

        Assert.Equal(await File.ReadAllBytesAsync(first, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(second, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Pack_AnImage_IsAnOciLayoutAndADockerArchive()
    {
        var entries = await ReadAsync(await PackAsync("image.tar"));

        var index = JsonDocument.Parse(entries["index.json"]).RootElement.GetProperty("manifests")[0];
        var manifest = JsonDocument.Parse(Blob(entries, index)).RootElement;
        var config = JsonDocument.Parse(Blob(entries, manifest.GetProperty("config"))).RootElement;
        var docker = JsonDocument.Parse(entries["manifest.json"]).RootElement[0];

        Assert.Equal("registry.local/test:1", index.GetProperty("annotations").GetProperty("io.containerd.image.name").GetString());
        Assert.Equal("registry.local/test:1", docker.GetProperty("RepoTags")[0].GetString());
        Assert.Equal(2, manifest.GetProperty("layers").GetArrayLength());
        Assert.All(manifest.GetProperty("layers").EnumerateArray(), layer => Blob(entries, layer));
        Assert.All(docker.GetProperty("Layers").EnumerateArray(), layer => Assert.Contains(layer.GetString()!, entries.Keys));
        Assert.Equal("65532:65532", config.GetProperty("config").GetProperty("User").GetString());
    }

    [Fact]
    public async Task Pack_AFolderOfTheUser_BelongsToTheUserAndTheRestToRoot()
    {
        var entries = await ReadAsync(await PackAsync("image.tar"));
        var layer = JsonDocument.Parse(entries["manifest.json"]).RootElement[0].GetProperty("Layers")[1].GetString()!;

        var owners = new Dictionary<string, int>();
        await using var reader = new TarReader(new MemoryStream(entries[layer]));
        while (await reader.GetNextEntryAsync(cancellationToken: TestContext.Current.CancellationToken) is { } entry) owners[entry.Name.TrimEnd('/')] = entry.Uid;

        Assert.Equal(65532, owners["data"]);
        Assert.Equal(0, owners["app"]);
        Assert.Equal(0, owners["app/process"]);
    }

    private string LayerPath(string name) => Path.Combine(_directory.FullName, "layer", name);

    private async Task<string> PackAsync(string name)
    {
        var system = Directory.CreateDirectory(Path.Combine(_directory.FullName, "system", "etc"));
        await File.WriteAllTextAsync(Path.Combine(system.FullName, "passwd"), "root:x:0:0::/:/bin/sh\n", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(LayerPath("app"));
        Directory.CreateDirectory(LayerPath("data"));
        await File.WriteAllTextAsync(LayerPath("app/process"), "#!/bin/sh\n", TestContext.Current.CancellationToken);
        var path = Path.Combine(_directory.FullName, name);
        string[] arguments =
        [
            Path.Combine(RepositoryPaths.Root, "scripts", "pack-image.py"), path, "registry.local/test:1", Path.Combine(_directory.FullName, "system"), Path.Combine(_directory.FullName, "layer"),
            "--user", "65532:65532", "--own", "/data", "--entrypoint", """["/app/process"]""",
        ];
        using var process = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return path;
    }

    private static async Task<Dictionary<string, byte[]>> ReadAsync(string path)
    {
        var entries = new Dictionary<string, byte[]>();
        await using var file = File.OpenRead(path);
        await using var reader = new TarReader(file);
        while (await reader.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry)
        {
            using var content = new MemoryStream();
            if (entry.DataStream is { } stream) await stream.CopyToAsync(content, TestContext.Current.CancellationToken);
            entries[entry.Name] = content.ToArray();
        }

        return entries;
    }

    /// <summary>What a descriptor points to, after its size and digest have been checked.</summary>
    private static byte[] Blob(Dictionary<string, byte[]> entries, JsonElement descriptor)
    {
        var digest = descriptor.GetProperty("digest").GetString()!.Split(':')[1];
        var content = entries[$"blobs/sha256/{digest}"];
        Assert.Equal(descriptor.GetProperty("size").GetInt64(), content.Length);
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(content)));
        return content;
    }
}
