using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Inventory;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Replication;
using ObjectStore.S3.Xml;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.Operations;

/// <summary>The configurations of inventories, and what gateways make of them.</summary>
public sealed class InventoryTests
{
    private const string Allow = """{"Statement":{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::lists/*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::bucket"}}}}""";

    [Fact]
    public async Task Inventory_PutGetListDelete_RoundTrips()
    {
        await using var host = await StartAsync();
        var full = Configuration("full", "<Prefix>all</Prefix>", "<Filter><Prefix>a/</Prefix></Filter>", "All", "<OptionalFields><Field>Size</Field><Field>ETag</Field></OptionalFields>");

        var none = await host.Client.SendAsync("GET", "/bucket?inventory&id=full");
        var put = await PutAsync(host, "full", full);
        var other = await PutAsync(host, "a.b-c_1", Configuration("a.b-c_1"));
        var get = await host.Client.SendAsync("GET", "/bucket?inventory&id=full");
        var list = await host.Client.SendAsync("GET", "/bucket?inventory");
        var deleted = await host.Client.SendAsync("DELETE", "/bucket?inventory&id=full");
        var again = await host.Client.SendAsync("DELETE", "/bucket?inventory&id=full");

        Assert.Equal((404, "NoSuchConfiguration"), (none.Status, none.Code));
        Assert.Equal((204, 204, 204), (put.Status, other.Status, deleted.Status));
        Assert.Equal((404, "NoSuchConfiguration"), (again.Status, again.Code));
        var left = (await host.Client.SendAsync("GET", "/bucket?inventory")).Values("Id");
        Assert.Equal(204, (await host.Client.SendAsync("DELETE", "/bucket?inventory&id=a.b-c_1")).Status);
        Assert.Empty((await host.Client.SendAsync("GET", "/bucket?inventory")).Values("Id"));
        Assert.True(InventoryRequest.TryParse(get.Body, out var shown));
        Assert.Equal(("full", "arn:aws:s3:::lists", "all", "a/", true, false, true), (shown.Id, shown.DestinationArn, shown.DestinationPrefix, shown.KeyPrefix, shown.HasAllVersions, shown.IsWeekly, shown.IsEnabled));
        Assert.Equal(["Size", "ETag"], shown.OptionalFields);
        Assert.Equal(["a.b-c_1", "full"], list.Values("Id"));
        Assert.Equal(["a.b-c_1"], left);
    }

    [Fact]
    public async Task PutInventory_Refused_ChangesNothing()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "kept", Configuration("kept"));
        (string Id, string Body, int Status, string Code)[] wrong =
        [
            ("x", "<Other/>", 400, "MalformedXML"),
            ("x", Configuration("x").Replace("<Schedule><Frequency>Daily</Frequency></Schedule>", "", StringComparison.Ordinal), 400, "MalformedXML"),
            ("x", Configuration("x", versions: "Some"), 400, "MalformedXML"),
            ("x", Configuration("x", fields: "<OptionalFields><Field>Color</Field></OptionalFields>"), 400, "MalformedXML"),
            ("x", Configuration("x", fields: "<OptionalFields><Field>ObjectAccessControlList</Field></OptionalFields>"), 501, "NotImplemented"),
            ("x", Configuration("x").Replace("CSV", "Parquet", StringComparison.Ordinal), 501, "NotImplemented"),
            ("x", Configuration("y"), 400, "IdMismatch"),
            ("x%20y", Configuration("x y"), 400, "InvalidArgument"),
            ("x", Configuration("x").Replace(":::lists", ":::absent", StringComparison.Ordinal), 400, "InvalidArgument"),
            ("x", Configuration("x").Replace("arn:aws:s3:::lists", "lists", StringComparison.Ordinal), 400, "InvalidS3DestinationBucket"),
            ("x", Configuration("x").Replace(":::lists", ":::bucket", StringComparison.Ordinal), 400, "InvalidArgument"),
            ("x", Configuration("x", "<AccountId>bob</AccountId>"), 400, "InvalidArgument"),
            ("x", Configuration("x", "<Encryption><SSE-KMS><KeyId> </KeyId></SSE-KMS></Encryption>"), 400, "InvalidArgument"),
        ];

        foreach (var (id, body, status, code) in wrong)
        {
            var response = await PutAsync(host, id, body);
            Assert.Equal((status, code), (response.Status, response.Code));
        }

        Assert.Equal(["kept"], (await host.Client.SendAsync("GET", "/bucket?inventory")).Values("Id"));
    }

    [Fact]
    public async Task Inventory_CurrentObjects_AreListedInFilesThatTheManifestNames()
    {
        await using var host = await StartAsync(("Inventory:FileBytesMax", "1024"), ("Inventory:PageEntries", "20"));
        var keys = Enumerable.Range(0, 100).Select(static i => $"a/{i:d3} {Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i)))}").ToArray();
        foreach (var key in keys) await host.Client.SendAsync("PUT", "/bucket/" + Uri.EscapeDataString(key), Encoding.UTF8.GetBytes(key));
        await host.Client.SendAsync("PUT", "/bucket/other", [1]);
        Assert.Equal(204, (await PutAsync(host, "daily", Configuration("daily", "<Prefix>p/</Prefix>", "<Filter><Prefix>a/</Prefix></Filter>", fields: Fields("Size", "LastModifiedDate", "ETag", "StorageClass", "EncryptionStatus", "ObjectOwner")))).Status);

        using var manifest = JsonDocument.Parse(await ManifestAsync(host, "p/bucket/daily/"));

        var root = manifest.RootElement;
        Assert.Equal(("bucket", "arn:aws:s3:::lists", "2016-11-30", "CSV"), (root.GetProperty("sourceBucket").GetString(), root.GetProperty("destinationBucket").GetString(), root.GetProperty("version").GetString(), root.GetProperty("fileFormat").GetString()));
        Assert.Equal("Bucket, Key, Size, LastModifiedDate, ETag, StorageClass, EncryptionStatus, ObjectOwner", root.GetProperty("fileSchema").GetString());
        var files = root.GetProperty("files").EnumerateArray().ToArray();
        Assert.InRange(files.Length, 2, 100);
        var rows = new List<string>();
        foreach (var file in files) rows.AddRange(await RowsAsync(host, file));
        Assert.Equal(keys.Select(static key => $"\"bucket\",\"{key.Replace(" ", "%20", StringComparison.Ordinal)}\""), rows.Select(static row => string.Join(',', row.Split(',')[..2])));
        Assert.All(rows, static row => Assert.Matches("^\"bucket\",\"[^\"]*\",\"70\",\"20[0-9T:.-]*Z\",\"[0-9a-f]{32}\",\"STANDARD\",\"NOT-SSE\",\"alice\"$", row));
        var symlink = Assert.Single(await KeysAsync(host), static key => key.StartsWith("p/bucket/daily/hive/dt=", StringComparison.Ordinal));
        Assert.Equal(files.Select(static file => $"s3://lists/{file.GetProperty("key").GetString()}"), (await host.Client.SendAsync("GET", "/lists/" + symlink)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Inventory_AllVersions_TellsMarkersAndWhichIsLatest()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", Encoding.UTF8.GetBytes("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        var first = await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var second = await host.Client.SendAsync("PUT", "/bucket/k", [1, 2]);
        var marker = await host.Client.SendAsync("DELETE", "/bucket/k");
        await PutAsync(host, "v", Configuration("v", versions: "All", fields: Fields("Size", "ObjectLockLegalHoldStatus")));

        using var manifest = JsonDocument.Parse(await ManifestAsync(host, "bucket/v/"));

        Assert.Equal("Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, ObjectLockLegalHoldStatus", manifest.RootElement.GetProperty("fileSchema").GetString());
        Assert.Equal(
            [
                $"\"bucket\",\"k\",\"{marker["x-amz-version-id"]}\",\"true\",\"true\",\"\",\"\"",
                $"\"bucket\",\"k\",\"{second["x-amz-version-id"]}\",\"false\",\"false\",\"2\",\"OFF\"",
                $"\"bucket\",\"k\",\"{first["x-amz-version-id"]}\",\"false\",\"false\",\"1\",\"OFF\"",
            ],
            await RowsAsync(host, Assert.Single(manifest.RootElement.GetProperty("files").EnumerateArray())));
    }

    [Fact]
    public async Task Inventory_BucketThatIsReplicated_TellsHowFarEachVersionIs()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", Encoding.UTF8.GetBytes("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        await host.Client.SendAsync("PUT", "/bucket/a", [1]);
        var targets = new TargetNames(TargetNames.CurrentVersion, ["far"]);
        await host.Catalog.StoreJobStateAsync(TargetNames.Key, JsonSerializer.SerializeToUtf8Bytes(targets, ReplicationStates.Default.TargetNames), CancellationToken.None);
        const string rules =
            "<ReplicationConfiguration><Role>r</Role><Rule><Status>Enabled</Status><Prefix></Prefix><Destination><Bucket>arn:objectstore:s3:::far/copies</Bucket></Destination></Rule></ReplicationConfiguration>";
        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket?replication", Encoding.UTF8.GetBytes(rules))).Status);
        await host.Client.SendAsync("PUT", "/bucket/b", [1]);
        await PutAsync(host, "r", Configuration("r", fields: Fields("ReplicationStatus")));

        using var manifest = JsonDocument.Parse(await ManifestAsync(host, "bucket/r/"));

        Assert.Equal(
            ["\"bucket\",\"a\",\"\"", "\"bucket\",\"b\",\"PENDING\""],
            await RowsAsync(host, Assert.Single(manifest.RootElement.GetProperty("files").EnumerateArray())));
    }

    [Fact]
    public async Task Inventory_ClassWithTwoPools_TellsTheTier()
    {
        await using var host = await StartAsync(("StorageClasses:INTELLIGENT_TIERING:Pool", "hot"), ("StorageClasses:INTELLIGENT_TIERING:InfrequentAccessPool", "cold"));
        var bucket = (await host.Catalog.GetBucketAsync("bucket", TestContext.Current.CancellationToken))!.Id;
        (string Key, string Class, StorageTier? Tier)[] objects =
            [("cold", "INTELLIGENT_TIERING", StorageTier.Infrequent), ("moving", "INTELLIGENT_TIERING", StorageTier.Between), ("new", "INTELLIGENT_TIERING", null), ("other", "STANDARD", null)];
        foreach (var (key, name, tier) in objects)
        {
            await host.Client.SendAsync("PUT", $"/bucket/{key}", [1], ("x-amz-storage-class", name));
            if (tier is { } moved) await host.Objects.UpdateAsync(bucket, ObjectKey.From(key), null, new ObjectUpdate.SetTier(moved, static _ => true), TestContext.Current.CancellationToken);
        }

        await PutAsync(host, "t", Configuration("t", fields: Fields("IntelligentTieringAccessTier")));

        using var manifest = JsonDocument.Parse(await ManifestAsync(host, "bucket/t/"));

        Assert.Equal(
            ["\"bucket\",\"cold\",\"INFREQUENT\"", "\"bucket\",\"moving\",\"FREQUENT\"", "\"bucket\",\"new\",\"FREQUENT\"", "\"bucket\",\"other\",\"\""],
            await RowsAsync(host, Assert.Single(manifest.RootElement.GetProperty("files").EnumerateArray())));
    }

    [Fact]
    public async Task Inventory_EmptyBucket_HasAManifestWithoutFiles()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "e", Configuration("e"));

        using var manifest = JsonDocument.Parse(await ManifestAsync(host, "bucket/e/"));

        Assert.Empty(manifest.RootElement.GetProperty("files").EnumerateArray());
    }

    [Fact]
    public async Task Inventory_SeveralGateways_MakeItOnceADay()
    {
        await using var host = await StartAsync();
        await using var beside = await host.StartBesideAsync(("Inventory:LookPeriod", "00:00:01"));
        await using var other = await host.StartBesideAsync(("Inventory:LookPeriod", "00:00:01"));
        using var completed = new Measured(host.Meters, "objectstore.gateway.inventory.completed");
        using var completedBeside = new Measured(beside.Meters, "objectstore.gateway.inventory.completed");
        using var completedOther = new Measured(other.Meters, "objectstore.gateway.inventory.completed");
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutAsync(host, "one", Configuration("one"));
        await ManifestAsync(host, "bucket/one/");
        await Wait.UntilAsync(() => completed.Sum + completedBeside.Sum + completedOther.Sum > 0);

        // Something that each of them makes later tells that they have looked again.
        await PutAsync(host, "two", Configuration("two"));
        await ManifestAsync(host, "bucket/two/");

        Assert.Single(await KeysAsync(host), static key => key.StartsWith("bucket/one/data/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inventory_GatewayIsGone_AnotherGoesOnBehindTheLastFile()
    {
        await using var host = await StartAsync(("Inventory:LookPeriod", "1.00:00:00"));
        for (var i = 0; i < 6; i++) await host.Client.SendAsync("PUT", $"/bucket/k{i}", [1]);
        await PutAsync(host, "r", Configuration("r"));
        Assert.True(InventoryRequest.TryParse(Encoding.UTF8.GetBytes(Configuration("r")), out var configuration));
        var bucket = (await host.Catalog.GetBucketAsync("bucket", TestContext.Current.CancellationToken))!;
        var digest = Convert.ToHexStringLower(SHA256.HashData(InventoryRequest.Render(configuration).Written.Span));
        var run = new InventoryRun(new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero), digest, "", 7, Encoding.UTF8.GetBytes("k2"), null, [new InventoryFile("bucket/r/data/first.csv.gz", 1, "00")]);

        // That of another gateway is waited for; that of this one goes on.
        var services = host.Services;
        var ids = (Gateway.Middleware.RequestIds)services.GetService(typeof(Gateway.Middleware.RequestIds))!;
        await host.Catalog.StoreJobStateAsync(InventoryClaims.NameOf(bucket, "r"), new InventoryState(InventoryState.CurrentVersion, null, run with { Holder = "another" }).Format(), CancellationToken.None);
        var claims = (InventoryClaims)services.GetService(typeof(InventoryClaims))!;
        Assert.Null(await claims.TryTakeAsync(bucket, configuration, CancellationToken.None));
        await host.Catalog.StoreJobStateAsync(InventoryClaims.NameOf(bucket, "r"), new InventoryState(InventoryState.CurrentVersion, null, run with { Holder = ids.ProcessId }).Format(), CancellationToken.None);
        var claim = await claims.TryTakeAsync(bucket, configuration, CancellationToken.None);
        Assert.True(await ((InventoryRunner)services.GetService(typeof(InventoryRunner))!).RunAsync(bucket, configuration, claim!, CancellationToken.None));

        using var manifest = JsonDocument.Parse((await host.Client.SendAsync("GET", "/lists/bucket/r/2026-01-02T03-04Z/manifest.json")).Body);
        var files = manifest.RootElement.GetProperty("files").EnumerateArray().ToArray();
        Assert.Equal("bucket/r/data/first.csv.gz", files[0].GetProperty("key").GetString());
        Assert.Equal(["\"bucket\",\"k3\"", "\"bucket\",\"k4\"", "\"bucket\",\"k5\""], await RowsAsync(host, files[1]));
    }

    /// <summary>Goal: what is put in the place of a configuration is made at once, and not behind what that asked for. Method: the state of a walk that has come half way, and then a change.</summary>
    [Fact]
    public async Task Inventory_ConfigurationChangesMeanwhile_BeginsAnew()
    {
        await using var host = await StartAsync(("Inventory:LookPeriod", "1.00:00:00"));
        for (var i = 0; i < 3; i++) await host.Client.SendAsync("PUT", $"/bucket/k{i}", [1]);
        var changed = Configuration("r", fields: Fields("Size"));
        Assert.True(InventoryRequest.TryParse(Encoding.UTF8.GetBytes(Configuration("r")), out var before));
        Assert.True(InventoryRequest.TryParse(Encoding.UTF8.GetBytes(changed), out var configuration));
        var bucket = (await host.Catalog.GetBucketAsync("bucket", TestContext.Current.CancellationToken))!;
        var ids = (Gateway.Middleware.RequestIds)host.Services.GetService(typeof(Gateway.Middleware.RequestIds))!;
        var run = new InventoryRun(DateTimeOffset.UnixEpoch, InventoryClaims.DigestOf(before), ids.ProcessId, 7, "k1"u8.ToArray(), null, [new InventoryFile("bucket/r/data/first.csv.gz", 1, "00")]);
        await PutAsync(host, "r", Configuration("r"));
        await host.Catalog.StoreJobStateAsync(InventoryClaims.NameOf(bucket, "r"), new InventoryState(InventoryState.CurrentVersion, null, run).Format(), CancellationToken.None);

        await PutAsync(host, "r", changed);
        var claim = await ((InventoryClaims)host.Services.GetService(typeof(InventoryClaims))!).TryTakeAsync(bucket, configuration, CancellationToken.None);
        Assert.True(await ((InventoryRunner)host.Services.GetService(typeof(InventoryRunner))!).RunAsync(bucket, configuration, claim!, CancellationToken.None));

        using var manifest = JsonDocument.Parse(await ManifestAsync(host, "bucket/r/"));
        Assert.Equal("Bucket, Key, Size", manifest.RootElement.GetProperty("fileSchema").GetString());
        Assert.Equal(
            ["\"bucket\",\"k0\",\"1\"", "\"bucket\",\"k1\",\"1\"", "\"bucket\",\"k2\",\"1\""],
            await RowsAsync(host, Assert.Single(manifest.RootElement.GetProperty("files").EnumerateArray())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Inventory_ConfigurationIsGoneOrAnother_IsNotPublished(bool isGone)
    {
        await using var host = await StartAsync(("Inventory:LookPeriod", "1.00:00:00"));
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutAsync(host, "r", Configuration("r"));
        Assert.True(InventoryRequest.TryParse(Encoding.UTF8.GetBytes(Configuration("r")), out var configuration));
        var bucket = (await host.Catalog.GetBucketAsync("bucket", TestContext.Current.CancellationToken))!;
        var claim = await ((InventoryClaims)host.Services.GetService(typeof(InventoryClaims))!).TryTakeAsync(bucket, configuration, CancellationToken.None);

        if (isGone) await host.Client.SendAsync("DELETE", "/bucket?inventory&id=r");
        else await PutAsync(host, "r", Configuration("r", fields: Fields("Size")));

        Assert.False(await ((InventoryRunner)host.Services.GetService(typeof(InventoryRunner))!).RunAsync(bucket, configuration, claim!, CancellationToken.None));
        Assert.DoesNotContain(await KeysAsync(host), static key => key.Contains("manifest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inventory_MoreFilesThanItsStateHolds_IsRefusedBeforeAnotherIsPut()
    {
        await using var host = await StartAsync(("Inventory:LookPeriod", "1.00:00:00"));
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        Assert.True(InventoryRequest.TryParse(Encoding.UTF8.GetBytes(Configuration("r")), out var configuration));
        var bucket = (await host.Catalog.GetBucketAsync("bucket", TestContext.Current.CancellationToken))!;
        var files = Enumerable.Range(0, 9_100).Select(static i => new InventoryFile($"bucket/r/data/{i:x32}.csv.gz", 1, new string('0', 32))).ToArray();
        var ids = (Gateway.Middleware.RequestIds)host.Services.GetService(typeof(Gateway.Middleware.RequestIds))!;
        var digest = Convert.ToHexStringLower(SHA256.HashData(InventoryRequest.Render(configuration).Written.Span));
        var state = new InventoryState(InventoryState.CurrentVersion, null, new InventoryRun(DateTimeOffset.UnixEpoch, digest, ids.ProcessId, 7, "a"u8.ToArray(), null, files));
        Assert.InRange(state.Format().Length, InventoryState.BytesMax, OrderedStoreLimits.ValueBytesMax - 100);
        await host.Catalog.StoreJobStateAsync(InventoryClaims.NameOf(bucket, "r"), state.Format(), CancellationToken.None);
        var claim = await ((InventoryClaims)host.Services.GetService(typeof(InventoryClaims))!).TryTakeAsync(bucket, configuration, CancellationToken.None);

        var failure = await Assert.ThrowsAsync<StorageException>(
            async () => await ((InventoryRunner)host.Services.GetService(typeof(InventoryRunner))!).RunAsync(bucket, configuration, claim!, CancellationToken.None));

        Assert.Equal(StorageErrorCode.Refused, failure.Code);
        Assert.Empty(await KeysAsync(host));
    }

    /// <summary>Goal: what cannot be read of one bucket holds up no inventory of another, and is not taken for a bucket that is gone. Method: its row is damaged, or that of its configurations.</summary>
    [Theory]
    [InlineData('A')]
    [InlineData('B')]
    public async Task Inventory_RowOfAnotherBucketCannotBeRead_IsMadeAndTheStateOfThatStays(char family)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/broken");
        await host.Client.SendAsync("PUT", "/lists?policy", Encoding.UTF8.GetBytes(Allow.Replace("s3:::bucket", "s3:::*", StringComparison.Ordinal)));
        var state = InventoryClaims.NameOf((await host.Catalog.GetBucketAsync("broken", TestContext.Current.CancellationToken))!, "x");
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/broken?inventory&id=x", Encoding.UTF8.GetBytes(Configuration("x")))).Status);
        await Wait.UntilAsync(async () => await host.Catalog.GetJobStateAsync(state, TestContext.Current.CancellationToken) is not null);
        await host.Index.DamageAsync(family, "broken");

        await PutAsync(host, "e", Configuration("e"));
        await ManifestAsync(host, "bucket/e/");

        Assert.NotNull(await host.Catalog.GetJobStateAsync(state, TestContext.Current.CancellationToken));
        Assert.Contains("broken", Assert.Single(host.Warnings.Of(1163)), StringComparison.Ordinal);
    }

    private static string Fields(params string[] fields) => $"<OptionalFields>{string.Concat(fields.Select(static field => $"<Field>{field}</Field>"))}</OptionalFields>";

    private static string Configuration(string id, string destination = "", string filter = "", string versions = "Current", string fields = "") =>
        $"<InventoryConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Destination><S3BucketDestination><Bucket>arn:aws:s3:::lists</Bucket><Format>CSV</Format>{destination}</S3BucketDestination></Destination><IsEnabled>true</IsEnabled>{filter}<Id>{id}</Id><IncludedObjectVersions>{versions}</IncludedObjectVersions>{fields}<Schedule><Frequency>Daily</Frequency></Schedule></InventoryConfiguration>";

    private static async Task<GatewayHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = settings.Prepend(("Inventory:LookPeriod", "00:00:01")).GroupBy(static setting => setting.Item1).Select(static group => group.Last()).ToArray();
        var host = await GatewayHost.StartWithBucketAsync(all);
        await host.Client.SendAsync("PUT", "/lists");
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/lists?policy", Encoding.UTF8.GetBytes(Allow))).Status);
        return host;
    }

    private static Task<S3Response> PutAsync(GatewayHost host, string id, string configuration) => host.Client.SendAsync("PUT", $"/bucket?inventory&id={id}", Encoding.UTF8.GetBytes(configuration));

    private static async Task<IReadOnlyList<string>> KeysAsync(GatewayHost host) => (await host.Client.SendAsync("GET", "/lists?list-type=2")).Values("Key");

    /// <summary>The manifest below a folder, once its checksum is there.</summary>
    private static async Task<byte[]> ManifestAsync(GatewayHost host, string folder)
    {
        var checksum = "";
        await Wait.UntilAsync(async () => (checksum = (await KeysAsync(host)).FirstOrDefault(key => key.StartsWith(folder, StringComparison.Ordinal) && key.EndsWith("/manifest.checksum", StringComparison.Ordinal)) ?? "").Length > 0);
        var manifest = await host.Client.SendAsync("GET", "/lists/" + checksum.Replace(".checksum", ".json", StringComparison.Ordinal));
        Assert.Equal((await host.Client.SendAsync("GET", "/lists/" + checksum)).Text, Md5Of(manifest.Body));
        return manifest.Body;
    }

    private static async Task<string[]> RowsAsync(GatewayHost host, JsonElement file)
    {
        var response = await host.Client.SendAsync("GET", "/lists/" + file.GetProperty("key").GetString());
        Assert.Equal(file.GetProperty("size").GetInt64(), response.Body.Length);
        Assert.Equal(file.GetProperty("MD5checksum").GetString(), Md5Of(response.Body));
        await using var gzip = new GZipStream(new MemoryStream(response.Body), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

#pragma warning disable CA5351 // Manifests hold MD5 by definition.
    private static string Md5Of(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
