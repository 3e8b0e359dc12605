using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Gateway.Tests.Encryption;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Gateway.Tests.Operations;

/// <summary>Uploads by forms, signed with version 4 as the tests write it.</summary>
public class FormTests
{
    private const string Boundary = "----boundary";

    [Fact]
    public async Task Post_SignedForm_StoresTheFileUnderItsName()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var answer = await PostAsync(host, Conditions("[\"starts-with\",\"$key\",\"in/\"],{\"x-amz-meta-a\":\"b\"},[\"eq\",\"$success_action_status\",\"201\"],[\"starts-with\",\"$content-type\",\"text/\"]"),
            ("key", "in/${filename}"), ("x-amz-meta-a", "b"), ("success_action_status", "201"), ("Content-Type", "text/plain"));
        var stored = await host.Client.SendAsync("GET", "/bucket/in/file.txt");

        Assert.Equal((201, "in/file.txt", stored["etag"]), (answer.Status, answer.Value("Key"), answer.Value("ETag")));
        Assert.Equal(("hello", "text/plain", "b"), (stored.Text, stored["content-type"], stored["x-amz-meta-a"]));
    }

    [Theory]
    [InlineData("{\"key\":\"k\"}", "other", 403, "AccessDenied")]
    [InlineData("[\"starts-with\",\"$key\",\"\"],{\"x-amz-meta-missing\":\"x\"}", "k", 403, "AccessDenied")]
    [InlineData("{\"acl\":\"private\"}", "k", 403, "AccessDenied")]
    [InlineData("{\"key\":\"k\"},[\"content-length-range\",0,4]", "k", 400, "EntityTooLarge")]
    [InlineData("{\"key\":\"k\"},[\"content-length-range\",6,10]", "k", 400, "EntityTooSmall")]
    [InlineData("{\"key\":\"k\"},[\"content-length-range\",-1,10]", "k", 400, "InvalidPolicyDocument")]
    [InlineData("{\"key\":\"k\"},[\"other\",\"$key\",\"k\"]", "k", 400, "InvalidPolicyDocument")]
    [InlineData("{}", "k", 400, "InvalidPolicyDocument")]
    [InlineData("{\"key\":\"k\"}", "", 400, "InvalidArgument")]
    public async Task Post_AgainstItsPolicy_IsRefusedAndStoresNothing(string conditions, string key, int status, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var answer = await PostAsync(host, Conditions(conditions), ("key", key));

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal(0, host.Index.ObjectCount);
    }

    [Theory]
    [InlineData("0,4", "4", null, null)]
    [InlineData("6,10", null, "5", "6")]
    public async Task Post_FileOfAnotherLength_IsToldWhatIsAllowed(string range, string? max, string? proposed, string? min)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var answer = await PostAsync(host, Conditions($"{{\"key\":\"k\"}},[\"content-length-range\",{range}]"), ("key", "k"));

        Assert.Equal((max, proposed, min), (answer.Value("MaxSizeAllowed"), answer.Value("ProposedSize"), answer.Value("MinSizeAllowed")));
    }

    [Theory]
    [InlineData("us-west-1/s3/aws4_request", "the region 'us-west-1' is wrong; expecting 'us-east-1'", "us-east-1")]
    [InlineData("us-east-1/ec2/aws4_request", "incorrect service \"ec2\". This endpoint belongs to \"s3\".", null)]
    public async Task Post_CredentialOfAnotherScope_IsAnInvalidArgument(string scope, string message, string? region)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var signed = Signed(Conditions("{\"key\":\"k\"}"));
        var credential = $"{TestIdentities.Alice.AccessKey}/20261122/{scope}";

        var answer = await SendAsync(host, [("key", "k"), .. signed.Select(field => field.Name == "x-amz-credential" ? (field.Name, credential) : field)]);

        Assert.Equal((400, "InvalidArgument", message), (answer.Status, answer.Code, answer.Value("Message")));
        Assert.Equal(("X-Amz-Credential", credential), (answer.Value("ArgumentName"), answer.Value("ArgumentValue")));
        if (region is not null) Assert.Equal(region, answer.Value("Region"));
    }

    [Fact]
    public async Task Post_WithACustomersKey_SealsTheFile()
    {
        await using var host = await GatewayHost.StartWithBucketAsync(("Encryption:AllowCustomerKeysOverHttp", "true"));
        await host.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read-write"));

        var answer = await SendAsync(host, [("key", "k"), .. EncryptionScene.CustomerKey]);
        var wrong = await SendAsync(host, [("key", "w"), .. EncryptionScene.CustomerKey[..2]]);
        var get = await host.Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.CustomerKey);

        Assert.Equal((204, 400, "InvalidArgument"), (answer.Status, wrong.Status, wrong.Code));
        EncryptionScene.AssertSays("customer", answer);
        Assert.Equal((200, "hello"), (get.Status, get.Text));
        Assert.Equal(5 + 16, Assert.Single(host.Data.Writes).Length);
    }

    [Fact]
    public async Task Post_WithAChecksum_IsVerifiedAndShown()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        const string conditions = "{\"key\":\"k\"},[\"starts-with\",\"$x-amz-checksum-crc32\",\"\"]";

        var wrong = await PostAsync(host, Conditions(conditions), ("key", "k"), ("x-amz-checksum-crc32", "AAAAAA=="));
        var countAfterWrong = host.Index.ObjectCount;
        var answer = await PostAsync(host, Conditions(conditions), ("key", "k"), ("x-amz-checksum-crc32", "NhCmhg=="));

        Assert.Equal((400, "BadDigest", 0), (wrong.Status, wrong.Code, countAfterWrong));
        Assert.Equal((204, "NhCmhg==", "FULL_OBJECT"), (answer.Status, answer["x-amz-checksum-crc32"], answer["x-amz-checksum-type"]));
    }

    [Theory]
    [InlineData("x-amz-checksum-crc32a", "x-amz-meta-a")]
    [InlineData("x-amz-checksum-crc32", "x-amz-checksum-crc32c")]
    public async Task Post_WithChecksumsThatCannotBeVerified_StoresNothing(string first, string second)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var answer = await PostAsync(host, Conditions($"{{\"key\":\"k\"}},{{\"{first}\":\"NhCmhg==\"}},{{\"{second}\":\"NhCmhg==\"}}"), ("key", "k"), (first, "NhCmhg=="), (second, "NhCmhg=="));

        Assert.Equal((400, "InvalidRequest"), (answer.Status, answer.Code));
        Assert.Equal((0, 0), (host.Index.ObjectCount, host.Data.WriteCount));
    }

    [Fact]
    public async Task Post_WithTagsAndALock_KeepsThemWithTheVersion()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/locked", null, ("x-amz-bucket-object-lock-enabled", "true"));
        const string tags = "<Tagging><TagSet><Tag><Key>a+b=</Key><Value>1 2</Value></Tag></TagSet></Tagging>";
        const string policy =
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":[\"s3:PutObject\",\"s3:PutObjectLegalHold\"],\"Resource\":\"arn:aws:s3:::locked/*\"}]}";
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/locked?policy", Digests.Utf8(policy))).Status);

        var answer = await SendAsync(host, [("key", "k"), ("tagging", tags), ("x-amz-object-lock-legal-hold", "ON")], "/locked");
        var stored = await host.Client.SendAsync("GET", "/locked/k?tagging");
        var hold = await host.Client.SendAsync("GET", "/locked/k?legal-hold");
        var malformed = await SendAsync(host, [("key", "k"), ("tagging", "<Tagging>")], "/locked");
        var unlockable = await SendAsync(host, [("key", "k"), ("x-amz-object-lock-legal-hold", "ON")]);

        Assert.Equal((204, "a+b=", "1 2", "ON"), (answer.Status, stored.Value("Key"), stored.Value("Value"), hold.Value("Status")));
        Assert.NotNull(answer["x-amz-version-id"]);
        Assert.Equal((400, "MalformedXML"), (malformed.Status, malformed.Code));
        Assert.NotEqual(204, unlockable.Status);
    }

    [Fact]
    public async Task Post_ExpiredOrWronglySigned_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var expired = await PostAsync(host, Conditions("{\"key\":\"k\"}").Replace("2100", "2000", StringComparison.Ordinal), ("key", "k"));
        var wrong = await SendAsync(host, [.. Signed(Conditions("{\"key\":\"k\"}")).Select(field => field.Name == "x-amz-signature" ? (field.Name, new string('0', 64)) : field), ("key", "k")]);
        var version2 = await SendAsync(host, [("policy", "x"), ("AWSAccessKeyId", "alice-key"), ("signature", "x"), ("key", "k")]);

        Assert.Equal((403, "AccessDenied"), (expired.Status, expired.Code));
        Assert.Equal((403, "SignatureDoesNotMatch"), (wrong.Status, wrong.Code));
        Assert.Equal((400, "InvalidRequest"), (version2.Status, version2.Code));
    }

    [Theory]
    [InlineData("; filename=\"C:\\x\\file.txt\"", "/bucket/in/file.txt")]
    [InlineData("", "/bucket/in/%24%7Bfilename%7D")]
    public async Task Post_FileNameInTheKey_StaysAsItIsWithoutOne(string fileName, string target)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await SendAsync(host, [.. Signed(Conditions("[\"starts-with\",\"$key\",\"in/\"]")), ("key", "in/${filename}")], fileName: fileName);

        Assert.Equal(204, response.Status);
        Assert.Equal("hello", (await host.Client.SendAsync("GET", target)).Text);
    }

    [Theory]
    [InlineData("", 403, "AccessDenied", null)]
    [InlineData("AWSAccessKeyId", 400, "InvalidArgument", "Signature")]
    [InlineData("Signature", 400, "InvalidArgument", "AWSAccessKeyId")]
    [InlineData("X-Amz-Signature", 400, "InvalidArgument", "X-Amz-Algorithm")]
    public async Task Post_PolicyWithoutAllOfASignature_NamesWhatIsMissing(string field, int status, string code, string? missing)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await SendAsync(host, field.Length == 0 ? [("policy", "x"), ("key", "k")] : [("policy", "x"), (field, "x"), ("key", "k")]);

        Assert.Equal((status, code, missing), (response.Status, response.Code, response.Value("ArgumentName")));
    }

    [Fact]
    public async Task Post_OfNobody_NeedsABucketThatIsOpen()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var closed = await SendAsync(host, [("key", "k")]);
        await host.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read-write"));

        var open = await SendAsync(host, [("key", "k")]);

        Assert.Equal((403, 204), (closed.Status, open.Status));
    }

    [Theory]
    [InlineData("text/plain", "x", 412, "PreconditionFailed")]
    [InlineData("multipart/form-data", "x", 412, "PreconditionFailed")]
    [InlineData("multipart/form-data; boundary=x", "", 400, "MalformedPOSTRequest")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\n\r\nv\r\n--x--\r\n", 400, "MalformedPOSTRequest")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\nv\r\n--x--\r\n", 400, "IncorrectNumberOfFilesInPostRequest")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nv", 400, "InvalidArgument")]
    public async Task Post_WhatIsNoForm_IsRefused(string type, string body, int status, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var answer = await host.Client.SendAsync(new S3Request("POST", "/bucket") { Signer = null, Body = Digests.Utf8(body), UnsignedHeaders = [new("content-type", type)] });

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Post_NoSuchBucket_IsToldBeforeTheFormIsSent()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();
        var request = new S3Request("POST", "/none") { Signer = null, ContentLength = "1000000", UnsignedHeaders = [new("content-type", $"multipart/form-data; boundary={Boundary}")] };

        await connection.WriteAsync(host.Client.Head(request));
        var answer = await connection.ReadAsync("POST");

        Assert.Equal((404, "NoSuchBucket"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Post_FieldsTooLarge_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var answer = await SendAsync(host, [("key", "k"), ("x-ignore-a", new string('x', 20 << 10))]);

        Assert.Equal((400, "MaxPostPreDataLengthExceededError"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Post_NamesTooLarge_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var fields = Enumerable.Range(0, 8).Select(number => (number + new string('x', 3_000), ""));

        var answer = await SendAsync(host, [("key", "k"), .. fields]);

        Assert.Equal((400, "MaxPostPreDataLengthExceededError"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("/bucket", "127.0.0.1", "http://127.0.0.1/bucket/in%2Fk")]
    [InlineData("/", "bucket.s3.example.org", "http://bucket.s3.example.org/in%2Fk")]
    public async Task Post_Answered_SaysWhereTheObjectIs(string target, string address, string location)
    {
        await using var host = await GatewayHost.StartWithBucketAsync(("Gateway:Domain", "s3.example.org"));
        await host.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read-write"));

        var answer = await SendAsync(host, [("key", "in/k"), ("success_action_status", "201")], target, address);

        Assert.Equal((201, location, location), (answer.Status, answer["location"], answer.Value("Location")));
    }

    [Theory]
    [InlineData(4L, null, "[\"content-length-range\",5,10]", 0)]
    [InlineData(null, 0L, "{\"x-amz-meta-a\":\"b\"}", 0)]
    [InlineData(4L, null, "[\"content-length-range\",4,10]", 1)]
    public async Task Post_NoRoom_IsRefusedBeforeTheFileWhereThatIsCertain(long? bytes, long? objects, string condition, int writeCount)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var bucket = (await host.Catalog.GetBucketAsync("bucket", TestContext.Current.CancellationToken))!;
        await host.Services.GetRequiredService<IBucketQuotas>().SetAsync(bucket, new StorageQuota(bytes, objects), TestContext.Current.CancellationToken);

        var answer = await PostAsync(host, Conditions("{\"key\":\"k\"},[\"starts-with\",\"$x-amz-meta-a\",\"\"]," + condition), ("key", "k"), ("x-amz-meta-a", "b"));

        Assert.Equal((403, "QuotaExceeded"), (answer.Status, answer.Code));
        Assert.Equal(writeCount, host.Data.Pools.Count);
        Assert.Equal(0, host.Data.WriteCount);
    }

    [Fact]
    public async Task Post_HeaderBesideTheForm_CountsForNothing()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await PostAsync(host, Conditions("{\"key\":\"k\"}"), ("key", "k"), ("header:x-amz-acl", "public-read"));

        Assert.Equal(403, (await host.Client.SendAsync(new S3Request("GET", "/bucket/k") { Signer = null })).Status);
    }

    private static Task<S3Response> PostAsync(GatewayHost host, string policy, params (string Name, string Value)[] fields) => SendAsync(host, [.. Signed(policy), .. fields]);

    private static Task<S3Response> SendAsync(GatewayHost host, (string Name, string Value)[] fields, string target = "/bucket", string? address = null, string fileName = "; filename=\"C:\\x\\file.txt\"")
    {
        var headers = fields.Where(field => field.Name.StartsWith("header:", StringComparison.Ordinal)).Select(field => KeyValuePair.Create(field.Name[7..], field.Value));
        var body = new StringBuilder();
        foreach (var (name, value) in fields.Where(field => !field.Name.StartsWith("header:", StringComparison.Ordinal)))
            body.Append(CultureInfo.InvariantCulture, $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.Append(CultureInfo.InvariantCulture, $"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"{fileName}\r\n\r\nhello\r\n--{Boundary}--\r\n");
        return host.Client.SendAsync(new S3Request("POST", target)
        {
            Signer = null,
            Host = address,
            Body = Digests.Utf8(body.ToString()),
            UnsignedHeaders = [new("content-type", $"multipart/form-data; boundary={Boundary}"), .. headers],
        });
    }

    private static string Conditions(string more) =>
        "{\"expiration\":\"2100-01-01T00:00:00Z\",\"conditions\":[{\"bucket\":\"bucket\"},[\"starts-with\",\"$x-amz-algorithm\",\"\"],[\"starts-with\",\"$x-amz-credential\",\"\"],"
        + "[\"starts-with\",\"$x-amz-date\",\"\"]," + more + "]}";

    private static (string Name, string Value)[] Signed(string policy)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var encoded = Convert.ToBase64String(Digests.Utf8(policy));
        var key = Digests.Utf8("AWS4" + TestIdentities.Alice.SecretKey);
        foreach (var step in new[] { date, "us-east-1", "s3", "aws4_request" }) key = HMACSHA256.HashData(key, Digests.Utf8(step));
        return
        [
            ("policy", encoded), ("x-amz-algorithm", "AWS4-HMAC-SHA256"), ("x-amz-credential", $"{TestIdentities.Alice.AccessKey}/{date}/us-east-1/s3/aws4_request"),
            ("x-amz-date", date + "T000000Z"), ("x-amz-signature", Convert.ToHexStringLower(HMACSHA256.HashData(key, Digests.Utf8(encoded)))),
        ];
    }
}
