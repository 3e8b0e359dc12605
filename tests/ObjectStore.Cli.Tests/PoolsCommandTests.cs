using System.Security.Cryptography;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Cli.Tests;

/// <summary>A store with two pools, and a storage class for the second.</summary>
public sealed class PoolsCommandTests : IAsyncLifetime
{
    private const int Bytes = 600_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _folder = new("cli-pools");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private StandaloneSettings Settings => new()
    {
        DataDirectory = _folder.Combine("data"),
        Arguments =
        [
            "--Standalone:Pools:cold:DevicesPerZone", "1",
            "--Standalone:Pools:cold:ErasureProfile", "2+1",
            "--StorageClasses:STANDARD_IA:Pool", "cold",
            .. StandaloneSettings.PatientWrites,
        ],
    };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Status_ObjectsOfTwoClasses_EachPoolHoldsItsOwn()
    {
        var content = RandomNumberGenerator.GetBytes(Bytes);
        await using (var store = await StandaloneProcess.StartAsync(Settings, Cancel))
        {
            using var s3 = StoreFixture.ClientOf(store);
            await s3.PutBucketAsync("photos", Cancel);
            Assert.Equal(0, (await PoolAsync(store, "cold", static pool => pool.GetProperty("capacityBytes").GetInt64() > 0)).GetProperty("usedBytes").GetInt64());

            await s3.PutObjectAsync(Put("cold", content, S3StorageClass.StandardInfrequentAccess), Cancel);
            var cold = await PoolAsync(store, "cold", HoldsAnObject);
            await s3.PutObjectAsync(Put("plain", content, S3StorageClass.Standard), Cancel);
            var plain = await PoolAsync(store, "default", HoldsAnObject);

            Assert.InRange(cold.GetProperty("usedBytes").GetInt64(), Bytes * 3 / 2, Bytes * 2);
            Assert.InRange(plain.GetProperty("usedBytes").GetInt64(), Bytes * 3 / 2, Bytes * 2);
            Assert.Equal(["1+2", "2+1"], cold.GetProperty("profiles").EnumerateArray().Select(static each => each.GetProperty("profile").GetString()!).Order());
            Assert.Equal("cold", (await CliRun.RunAsync(store, "devices", "--output", "json")).Json.GetProperty("devices").EnumerateArray().Select(static each => each.GetProperty("pool").GetString()).First(static name => name != "default"));
        }

        await using var again = await StandaloneProcess.StartAsync(Settings, Cancel);
        using var reader = StoreFixture.ClientOf(again);
        using var read = await reader.GetObjectAsync("photos", "cold", Cancel);
        Assert.Equal(content, await BytesOfAsync(read));
        Assert.Equal(S3StorageClass.StandardInfrequentAccess, read.StorageClass);
    }

    /// <summary>A report may be of the moment between two fragments of an object.</summary>
    private static bool HoldsAnObject(JsonElement pool) => pool.GetProperty("usedBytes").GetInt64() >= Bytes * 3 / 2;

    private static PutObjectRequest Put(string key, byte[] content, S3StorageClass storageClass) =>
        new() { BucketName = "photos", Key = key, InputStream = new MemoryStream(content), StorageClass = storageClass };

    private static async Task<byte[]> BytesOfAsync(GetObjectResponse response)
    {
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes, Cancel);
        return bytes.ToArray();
    }

    private static async Task<JsonElement> PoolAsync(StandaloneProcess store, string name, Func<JsonElement, bool> condition)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(Deadline);
        while (true)
        {
            var run = await CliRun.RunAsync(store, "pools", "status", "--output", "json");
            var pool = run.Json.GetProperty("pools").EnumerateArray().SingleOrDefault(each => each.GetProperty("name").GetString() == name);
            if (pool.ValueKind == JsonValueKind.Object && condition(pool)) return pool;
            await Task.Delay(TimeSpan.FromMilliseconds(200), timeout.Token);
        }
    }
}
