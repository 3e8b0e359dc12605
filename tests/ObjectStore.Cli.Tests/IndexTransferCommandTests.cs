using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using ObjectStore.ProcessTesting;
using ObjectStore.Testing;

namespace ObjectStore.Cli.Tests;

/// <summary>
/// Goal: an index that was lost comes back. Method: a real store exports while clients write; its index is deleted; it is started to wait for an import; and then
/// listing, heads and bytes of all keys that were there before the export are compared.
/// </summary>
public sealed class IndexTransferCommandTests : IAsyncLifetime
{
    private const string Bucket = "photos";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _folder = new("cli-transfer");
    private StandaloneProcess _store = null!;
    private AmazonS3Client _s3 = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => _folder.Combine("data");

    private string Export => _folder.Combine("index.export");

    public async ValueTask InitializeAsync()
    {
        _store = await StandaloneProcess.StartAsync(new StandaloneSettings { DataDirectory = Data, Arguments = StandaloneSettings.PatientWrites }, Cancel);
        _s3 = StoreFixture.ClientOf(_store);
        await _s3.PutBucketAsync(Bucket, Cancel);
        for (var i = 0; i < 40; i++) await PutAsync($"dir-{i % 4}/{i:0000} ü", i % 8 == 0 ? 200_000 + i : 100 + i);
        Assert.Equal(0, (await CliRun.RunAsync(_store, "keymap", "split", "--at", $"{Bucket}/dir-2")).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        _s3.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ExportImport_IndexLost_EverythingIsThereAgain()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var before = await HeadsAsync();
        var writer = Task.Run(
            async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++) await PutAsync($"late/{i:0000}", 50);
            },
            Cancel);
        var export = await CliRun.RunAsync(_store, "index", "export", Export, "--output", "json");
        await stop.CancelAsync();
        await writer;

        // A write answers at the quorum.
        await Wait.UntilAsync(async () => (await CliRun.RunAsync(_store, "index", "verify")).ExitCode == ExitCode.Done);
        await _store.KillAsync();
        Directory.Delete(Path.Combine(Data, "index"), recursive: true);

        Launch(awaitImport: true);
        await WaitForAdminAsync();
        var listing = await CliRun.RunAsync(_store, "keymap", "list");
        var import = await CliRun.RunAsync(_store, "index", "import", Export);
        await _store.WaitReadyAsync(Cancel);
        var verify = await CliRun.RunAsync(_store, "index", "verify");
        var keymap = await CliRun.RunAsync(_store, "keymap", "list", "--output", "json");

        Assert.Equal((0, 2), (export.ExitCode, export.Json.GetProperty("partitions").GetInt32()));
        Assert.Contains("(AwaitingImport)", listing.Error, StringComparison.Ordinal);
        Assert.True(import.ExitCode == 0, import.Error);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
        Assert.Equal(2, keymap.Json.GetProperty("partitions").GetArrayLength());
        var after = await HeadsAsync();
        Assert.All(before, pair => Assert.Equal(pair.Value, after.GetValueOrDefault(pair.Key)));
        foreach (var key in before.Keys) await AssertContentAsync(key);
        await PutAsync("new", 300_000);
        await AssertContentAsync("new");
    }

    [Fact]
    public async Task Import_DamagedCutOffOrIntoAStoreThatServes_IsRefused()
    {
        Assert.Equal(0, (await CliRun.RunAsync(_store, "index", "export", Export)).ExitCode);
        var again = await CliRun.RunAsync(_store, "index", "export", Export);
        var serving = await CliRun.RunAsync(_store, "index", "import", Export);
        var bytes = await File.ReadAllBytesAsync(Export, Cancel);
        var (cut, damaged) = (_folder.Combine("cut"), _folder.Combine("damaged"));
        await File.WriteAllBytesAsync(cut, bytes[..^10], Cancel);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(damaged, bytes, Cancel);
        await _store.KillAsync();
        _store.Launch(_store.Settings with { DataDirectory = _folder.Combine("empty"), Arguments = ["--Standalone:AwaitImport", "true"] });
        await WaitForAdminAsync();

        var ofCut = await CliRun.RunAsync(_store, "index", "import", cut);
        var ofDamaged = await CliRun.RunAsync(_store, "index", "import", damaged);
        var ofNothing = await CliRun.RunAsync(_store, "index", "import", _folder.Combine("nothing"));
        var ofWhole = await CliRun.RunAsync(_store, "index", "import", Export);
        await _store.WaitReadyAsync(Cancel);

        Assert.Equal((ExitCode.Failed, ExitCode.Failed), (again.ExitCode, serving.ExitCode));
        Assert.Contains("(IndexInUse)", serving.Error, StringComparison.Ordinal);
        Assert.Contains("(DamagedExport)", ofCut.Error, StringComparison.Ordinal);
        Assert.Contains("(DamagedExport)", ofDamaged.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, ofNothing.ExitCode);
        Assert.True(ofWhole.ExitCode == 0, ofWhole.Error);
        Assert.Equal(40, (await HeadsAsync()).Count);
    }

    [Fact]
    public async Task ExportImport_ThroughS3_Works()
    {
        await _s3.PutBucketAsync("backups", Cancel);
        await using var other = await StandaloneProcess.StartAsync(new StandaloneSettings { DataDirectory = _folder.Combine("other") }, Cancel);
        using var otherS3 = StoreFixture.ClientOf(other);
        await otherS3.PutBucketAsync("backups", Cancel);
        string[] s3 = ["--s3-endpoint", other.Endpoint.ToString()];

        var export = await CliRun.RunAsync(_store, ["index", "export", "s3://backups/a b/index", .. s3]);
        var missing = await CliRun.RunAsync(_store, ["index", "export", "s3://nowhere/index", .. s3]);
        await _store.KillAsync();
        Directory.Delete(Path.Combine(Data, "index"), recursive: true);
        Launch(awaitImport: true);
        await WaitForAdminAsync();
        var import = await CliRun.RunAsync(_store, ["index", "import", "s3://backups/a b/index", .. s3]);
        await _store.WaitReadyAsync(Cancel);

        Assert.True(export.ExitCode == 0, export.Error);
        Assert.Contains("(NoSuchBucket)", missing.Error, StringComparison.Ordinal);
        Assert.True(import.ExitCode == 0, import.Error);
        Assert.Equal(40, (await HeadsAsync()).Count);
    }

    [Fact]
    public async Task Start_IndexLostAndNothingAwaited_IsRefusedAndAwaitingStopsWhenAsked()
    {
        await _store.KillAsync();
        Directory.Delete(Path.Combine(Data, "index"), recursive: true);

        Launch(awaitImport: false);
        var refused = await _store.WaitForExitAsync(StartTimeout);
        Launch(awaitImport: true);
        await WaitForAdminAsync();
        var stopped = await _store.StopAsync(StartTimeout);

        Assert.Equal((2, 0), (refused, stopped));
        Assert.True(_store.Output.Contains("AwaitImport"));
    }

    private void Launch(bool awaitImport) =>
        _store.Launch(_store.Settings with { Arguments = ["--Standalone:AwaitImport", awaitImport ? "true" : "false"] });

    private async Task WaitForAdminAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        while (true)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(_store.AdminEndpoint, "/healthz"), Cancel);
                return;
            }
            catch (HttpRequestException)
            {
                Assert.True(_store.IsRunning, _store.Output.ToString());
                await Task.Delay(20, Cancel);
            }
        }
    }

    private Task PutAsync(string key, int bytes) => _s3.PutObjectAsync(
        new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(ContentOf(key, bytes)), Metadata = { ["bytes"] = bytes.ToString(CultureInfo.InvariantCulture) } },
        Cancel);

    private async Task AssertContentAsync(string key)
    {
        using var response = await _s3.GetObjectAsync(Bucket, key, Cancel);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, Cancel);
        Assert.Equal(ContentOf(key, (int)response.ContentLength), content.ToArray());
    }

    private async Task<Dictionary<string, string>> HeadsAsync()
    {
        var heads = new Dictionary<string, string>();
        await foreach (var item in _s3.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = Bucket, MaxKeys = 7 }).S3Objects.WithCancellation(Cancel))
        {
            var head = await _s3.GetObjectMetadataAsync(Bucket, item.Key, Cancel);
            Assert.Equal((item.Size, item.ETag), (head.ContentLength, head.ETag));
            heads.Add(item.Key, $"{head.ContentLength} {head.ETag} {head.LastModified:O} {head.Metadata["bytes"]}");
        }

        return heads;
    }

    private static byte[] ContentOf(string key, int bytes)
    {
        var seed = 0UL;
        foreach (var c in key) seed = (seed * 31) + c;
        return new SeededContent(seed, bytes).ToArray();
    }
}
