using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Encryption;

/// <summary>Bucket defaults, missing and rotated keys, and what policies see.</summary>
public sealed class EncryptionSettingsTests : IDisposable
{
    private static readonly byte[] Body = Digests.Utf8("hello");

    private readonly string _folder = Directory.CreateTempSubdirectory("objectstore-keys-").FullName;

    public static TheoryData<string, string, string> Conditions => new()
    {
        { "\"StringNotEquals\":{\"s3:x-amz-server-side-encryption\":\"aws:kms\"}", "service", "store" },
        { "\"Null\":{\"s3:x-amz-server-side-encryption\":\"true\"}", "store", "customer" },
        { "\"StringNotEquals\":{\"s3:x-amz-server-side-encryption-aws-kms-key-id\":\"photos\"}", "service", "store" },
        { "\"Null\":{\"s3:x-amz-server-side-encryption-customer-algorithm\":\"true\"}", "customer", "none" },
    };

    [Theory]
    [InlineData("store", "<SSEAlgorithm>AES256</SSEAlgorithm>")]
    [InlineData("service", "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>photos</KMSMasterKeyID>")]
    public async Task BucketEncryption_Set_HoldsForWritesThatSayNothing(string kind, string rule)
    {
        await using var scene = await EncryptionScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket/before", Body);

        var none = await scene.Client.SendAsync("GET", "/bucket?encryption");
        Assert.Equal(200, (await scene.Client.SendAsync("PUT", "/bucket?encryption", Document(rule))).Status);
        var shown = await scene.Client.SendAsync("GET", "/bucket?encryption");
        await scene.Client.SendAsync("PUT", "/bucket/k", Body);
        await scene.Client.SendAsync("PUT", "/bucket/customer", Body, EncryptionScene.CustomerKey);
        var copy = await scene.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "/bucket/before"));
        var get = await scene.Client.SendAsync("GET", "/bucket/k");
        var customer = await scene.Client.SendAsync("GET", "/bucket/customer", null, EncryptionScene.CustomerKey);
        var before = await scene.Client.SendAsync("GET", "/bucket/before");
        Assert.Equal(204, (await scene.Client.SendAsync("DELETE", "/bucket?encryption")).Status);
        Assert.Equal(204, (await scene.Client.SendAsync("DELETE", "/bucket?encryption")).Status);
        await scene.Client.SendAsync("PUT", "/bucket/after", Body);
        var after = await scene.Client.SendAsync("GET", "/bucket/after");

        Assert.Equal((404, "ServerSideEncryptionConfigurationNotFoundError"), (none.Status, none.Code));
        Assert.Equal(kind == "store" ? "AES256" : "aws:kms", shown.Value("SSEAlgorithm"));
        EncryptionScene.AssertSays(kind, get);
        EncryptionScene.AssertSays(kind, copy);
        EncryptionScene.AssertSays("customer", customer);
        EncryptionScene.AssertSays("none", before);
        EncryptionScene.AssertSays("none", after);
        Assert.All([get, customer, before, after], static answer => Assert.Equal("hello", answer.Text));
    }

    [Theory]
    [InlineData("", 400, "MalformedXML")]
    [InlineData("<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>photos</KMSMasterKeyID>", 400, "InvalidArgument")]
    [InlineData("<SSEAlgorithm>aws:kms</SSEAlgorithm>", 400, "InvalidArgument")]
    [InlineData("<SSEAlgorithm>aws:kms:dsse</SSEAlgorithm>", 501, "NotImplemented")]
    public async Task PutBucketEncryption_WhatCannotBe_IsRefused(string rule, int status, string code)
    {
        await using var scene = await EncryptionScene.StartAsync();

        var put = await scene.Client.SendAsync("PUT", "/bucket?encryption", Document(rule));

        Assert.Equal((status, code), (put.Status, put.Code));
        Assert.Equal(404, (await scene.Client.SendAsync("GET", "/bucket?encryption")).Status);
    }

    [Fact]
    public async Task NothingConfigured_AskedForKeys_IsRefusedAndStoresNothing()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var store = await host.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.StoreKey);
        var service = await host.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.ServiceKey);
        var customer = await host.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.CustomerKey);
        var upload = await host.Client.SendAsync("POST", "/bucket/k?uploads", null, EncryptionScene.StoreKey);
        var rule = await host.Client.SendAsync("PUT", "/bucket?encryption", Document("<SSEAlgorithm>AES256</SSEAlgorithm>"));

        Assert.All([store, service, upload, rule], static answer => Assert.Equal((501, "NotImplemented"), (answer.Status, answer.Code)));
        Assert.Equal((400, "InvalidRequest"), (customer.Status, customer.Code));
        Assert.Equal((0, 0), (host.Index.ObjectCount, host.Data.WriteCount));
    }

    [Fact]
    public async Task CustomerKey_OverTls_IsTaken()
    {
        using var files = new CertificateFiles();
        await using var host = await GatewayHost.StartAsync(files.Settings);

        foreach (var request in (S3Request[])
        [
            new("PUT", "/bucket"),
            new("PUT", "/bucket/k") { Body = Body, Headers = [.. EncryptionScene.CustomerKey.Select(static header => KeyValuePair.Create(header.Name, header.Value))] },
        ])
        {
            using var connection = await host.Client.ConnectAsync();
            await connection.SecureAsync(files.Thumbprint);
            await connection.WriteAsync(host.Client.Head(request));
            await connection.WriteAsync(request.Body);
            Assert.Equal(200, (await connection.ReadAsync("PUT")).Status);
        }
    }

    [Fact]
    public async Task KeyServiceOutOfReach_OnlyWhatNeedsItFails()
    {
        var keys = EncryptionScene.WriteKeys(_folder, "kms", "photos");
        await using var host = await GatewayHost.StartWithBucketAsync(("Encryption:KmsKeysFile", keys));
        await host.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.ServiceKey);
        var token = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(token, "token", TestContext.Current.CancellationToken);

        // Nobody listens on the port of the discard protocol.
        await using var cutOff = await host.StartBesideAsync(("Encryption:Vault:Address", "http://127.0.0.1:9"), ("Encryption:Vault:TokenFile", token));
        var get = await cutOff.Client.SendAsync("GET", "/bucket/k");
        var put = await cutOff.Client.SendAsync("PUT", "/bucket/other", Body, EncryptionScene.ServiceKey);
        var head = await cutOff.Client.SendAsync("HEAD", "/bucket/k");
        var plain = await cutOff.Client.SendAsync("PUT", "/bucket/plain", Body);

        Assert.All([get, put], static answer => Assert.Equal((503, "ServiceUnavailable", "1"), (answer.Status, answer.Code, answer["retry-after"])));
        Assert.Equal((200, 200), (head.Status, plain.Status));
        Assert.Equal(2, host.Data.WriteCount);
    }

    [Fact]
    public async Task MasterKey_Rotated_WrapsWithTheNewestAndOpensWithTheOld()
    {
        const string setting = "Encryption:MasterKeyFile";
        await using var old = await GatewayHost.StartWithBucketAsync((setting, EncryptionScene.WriteKeys(_folder, "old", "first")));
        await old.Client.SendAsync("PUT", "/bucket/old", Body, EncryptionScene.StoreKey);
        await using var both = await old.StartBesideAsync((setting, EncryptionScene.WriteKeys(_folder, "both", "first", "second")));
        await both.Client.SendAsync("PUT", "/bucket/new", Body, EncryptionScene.StoreKey);
        await using var onlyNew = await old.StartBesideAsync((setting, EncryptionScene.WriteKeys(_folder, "new", "second")));

        Assert.Equal("hello", (await both.Client.SendAsync("GET", "/bucket/old")).Text);
        Assert.Equal("hello", (await onlyNew.Client.SendAsync("GET", "/bucket/new")).Text);
        Assert.Equal(500, (await onlyNew.Client.SendAsync("GET", "/bucket/old")).Status);
        Assert.Equal(500, (await old.Client.SendAsync("GET", "/bucket/new")).Status);
        Assert.Equal(200, (await both.Client.SendAsync("PUT", "/bucket/old", null, [("x-amz-copy-source", "/bucket/old"), .. EncryptionScene.StoreKey])).Status);
        Assert.Equal("hello", (await onlyNew.Client.SendAsync("GET", "/bucket/old")).Text);
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task Policy_OnEncryption_LetsOnlyWhatItNamesBeWritten(string condition, string allowed, string denied)
    {
        await using var scene = await EncryptionScene.StartAsync();
        await DenyAsync(scene, condition);

        Assert.Equal(200, (await scene.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.Write(allowed))).Status);
        Assert.Equal(403, (await scene.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.Write(denied))).Status);
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task Policy_OnEncryption_GoesByTheUploadOfPartsAndCompletions(string condition, string allowed, string denied)
    {
        await using var scene = await EncryptionScene.StartAsync();
        var before = await scene.Client.SendAsync("POST", "/bucket/k?uploads", null, EncryptionScene.Write(denied));
        await DenyAsync(scene, condition);

        var begun = await scene.Client.SendAsync("POST", "/bucket/k?uploads", null, EncryptionScene.Write(allowed));
        var part = await scene.Client.SendAsync("PUT", $"/bucket/k?uploadId={begun.Value("UploadId")}&partNumber=1", Body, EncryptionScene.Read(allowed));
        Assert.Equal((200, 200), (begun.Status, part.Status));
        var document = Digests.Utf8($"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{part["etag"]!.Trim('"')}</ETag></Part></CompleteMultipartUpload>");
        var complete = await scene.Client.SendAsync("POST", $"/bucket/k?uploadId={begun.Value("UploadId")}", document, EncryptionScene.Read(allowed));
        var again = await scene.Client.SendAsync("POST", $"/bucket/k?uploadId={begun.Value("UploadId")}", document, EncryptionScene.Read(allowed));
        (string, string)[] claimed = [.. EncryptionScene.Write(allowed), .. EncryptionScene.Read(denied)];
        var other = await scene.Client.SendAsync("PUT", $"/bucket/k?uploadId={before.Value("UploadId")}&partNumber=1", Body, [.. claimed.Distinct()]);
        var otherBegun = await scene.Client.SendAsync("POST", "/bucket/k?uploads", null, EncryptionScene.Write(denied));

        Assert.Equal((200, 200, 403, 403), (complete.Status, again.Status, other.Status, otherBegun.Status));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task DenyAsync(EncryptionScene scene, string condition)
    {
        var policy = $"{{\"Version\":\"2012-10-17\",\"Statement\":{{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::bucket/*\",\"Condition\":{{{condition}}}}}}}";
        Assert.Equal(204, (await scene.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(policy))).Status);
    }

    private static byte[] Document(string content) => Digests.Utf8(
        $"<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>{content}</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>");
}
