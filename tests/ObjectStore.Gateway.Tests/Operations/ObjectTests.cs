using System.Text;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

public class ObjectTests
{
    /// <summary>Raw paths of keys that other systems confuse with each other.</summary>
    private static readonly string[] StrangeKeys =
    [
        "%01%1F", "%20", "+", "../x", "./x", "a", "a//b", "a/", "a/b", "a%0Ab", "%3F", "%25", "%3Cb%3E%26%22%27", "%C3%A9", "e%CC%81",
        "%F0%9F%98%80", "%7F",
    ];

    [Fact]
    public async Task PutObject_ThenGetHeadListDelete_SeesOneObject()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var body = Digests.Utf8("hello");
        var etag = $"\"{Digests.Md5Hex(body)}\"";

        var put = await host.Client.SendAsync("PUT", "/bucket/a/b", body, ("content-type", "text/plain"), ("x-amz-meta-Color", "blue"));
        var get = await host.Client.SendAsync("GET", "/bucket/a/b");
        var head = await host.Client.SendAsync("HEAD", "/bucket/a/b");
        var list = await host.Client.SendAsync("GET", "/bucket?list-type=2");
        var delete = await host.Client.SendAsync("DELETE", "/bucket/a/b");
        var gone = await host.Client.SendAsync("GET", "/bucket/a/b");

        Assert.Equal((200, etag), (put.Status, put["etag"]));
        Assert.Equal((200, "hello", etag, "text/plain", "blue"), (get.Status, get.Text, get["etag"], get["content-type"], get["x-amz-meta-color"]));
        Assert.Equal((200, "5"), (head.Status, head["content-length"]));
        Assert.Equal(["a/b"], list.Values("Key"));
        Assert.Equal(204, delete.Status);
        Assert.Equal((404, "NoSuchKey"), (gone.Status, gone.Code));
        Assert.Equal(gone["x-amz-request-id"], gone.Value("RequestId"));
    }

    [Fact]
    public async Task GetObjectTagging_ObjectWithoutTags_GivesAnEmptySet()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/a", Digests.Utf8("hello"));

        var tags = await host.Client.SendAsync("GET", "/bucket/a?tagging");
        var absent = await host.Client.SendAsync("GET", "/bucket/b?tagging");

        Assert.Equal(200, tags.Status);
        Assert.Contains("<TagSet", tags.Text, StringComparison.Ordinal);
        Assert.Empty(tags.Values("Tag"));
        Assert.Equal((404, "NoSuchKey"), (absent.Status, absent.Code));
    }

    [Fact]
    public async Task PutObject_StrangeKeys_CoexistAndListInByteOrder()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        foreach (var key in StrangeKeys) Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket/" + key, Digests.Utf8(key))).Status);

        foreach (var key in StrangeKeys) Assert.Equal(key, (await host.Client.SendAsync("GET", "/bucket/" + key)).Text);
        var listed = (await host.Client.SendAsync("GET", "/bucket?list-type=2&encoding-type=url")).Values("Key");
        var expected = StrangeKeys.Select(Bytes).Order(Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y))).ToArray();
        Assert.Equal(expected, listed.Select(Bytes).ToArray());
    }

    [Theory]
    [InlineData(1024, 200, null)]
    [InlineData(1025, 400, "KeyTooLongError")]
    public async Task PutObject_LongKey_IsBoundedAt1024Bytes(int length, int status, string? code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await host.Client.SendAsync("PUT", "/bucket/" + new string('k', length), [1]);

        Assert.Equal((status, code), (response.Status, response.Code));
    }

    [Theory]
    [InlineData("%FF")]
    [InlineData("%ED%A0%80")]
    [InlineData("a%2")]
    [InlineData("a%zz")]
    public async Task PutObject_KeyThatIsNotUtf8_IsInvalidUri(string key)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await host.Client.SendAsync("PUT", "/bucket/" + key, [1]);

        Assert.Equal((400, "InvalidURI"), (response.Status, response.Code));
        Assert.Equal((0, 0), (host.Index.ObjectCount, host.Data.WriteCount));
    }

    [Theory]
    [InlineData("bytes=0-4", 206, "01234", "bytes 0-4/10")]
    [InlineData("bytes=7-", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=7-100", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-3", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-30", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=0-1,3-4", 200, "0123456789", null)]
    [InlineData("bytes=5-2", 200, "0123456789", null)]
    [InlineData("lines=1-2", 200, "0123456789", null)]
    [InlineData("bytes=x-2", 200, "0123456789", null)]
    [InlineData("bytes= -1", 200, "0123456789", null)]
    [InlineData("bytes=0 -1", 200, "0123456789", null)]
    [InlineData("bytes=0-99999999999999999999", 206, "0123456789", "bytes 0-9/10")]
    public async Task GetObject_Range_AnswersAsAws(string range, int status, string body, string? contentRange)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("0123456789"));

        var response = await host.Client.SendAsync("GET", "/bucket/k", null, ("range", range));

        Assert.Equal((status, body, contentRange), (response.Status, response.Text, response["content-range"]));
    }

    [Theory]
    [InlineData("bytes=-1", 200)]
    [InlineData("bytes=-0", 416)]
    [InlineData("bytes=0-0", 416)]
    [InlineData("bytes=0-", 416)]
    public async Task GetObject_RangeOfAnEmptyObject_IsWholeOrNothing(string range, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", []);

        var response = await host.Client.SendAsync("GET", "/bucket/k", null, ("range", range));

        Assert.Equal((status, status == 200 ? null : "bytes */0"), (response.Status, response["content-range"]));
    }

    /// <summary>What is wrong with a question itself is said before the object is looked for.</summary>
    [Theory]
    [InlineData("GET", "/bucket/none?partNumber=0", 400)]
    [InlineData("HEAD", "/bucket/none?partNumber=x", 400)]
    [InlineData("GET", "/bucket/none?partNumber=1", 404)]
    public async Task GetObject_BadQueryAboutNothing_IsABadQuery(string method, string target, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        Assert.Equal(status, (await host.Client.SendAsync(method, target)).Status);
    }

    [Fact]
    public async Task GetObject_OtherHeadersAskedForByNobody_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-acl", "public-read"));

        var plain = await host.Client.SendAsync(new S3Request("GET", "/bucket/k") { Signer = null });
        var changed = await host.Client.SendAsync(new S3Request("GET", "/bucket/k?response-content-type=text/html") { Signer = null });
        var signed = await host.Client.SendAsync("GET", "/bucket/k?response-content-type=text/html");

        Assert.Equal((200, 400, "InvalidRequest"), (plain.Status, changed.Status, changed.Code));
        Assert.Equal((200, "text/html"), (signed.Status, signed["content-type"]));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("y/Q5Jg==", "bad")]
    public async Task PutObject_TwoChecksums_IsRefusedWhateverTheyAre(string crc32, string crc32C)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-checksum-crc32", crc32), ("x-amz-checksum-crc32c", crc32C));

        Assert.Equal("InvalidRequest", response.Code);
    }

    [Theory]
    [InlineData("bytes=10-", "0123456789")]
    [InlineData("bytes=-0", "0123456789")]
    [InlineData("bytes=0-", "")]
    [InlineData("bytes=40-50", "")]
    public async Task GetObject_UnsatisfiableRange_Is416WithTheSize(string range, string body)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8(body));

        var response = await host.Client.SendAsync("GET", "/bucket/k", null, ("range", range));

        Assert.Equal((416, "InvalidRange", $"bytes */{body.Length}"), (response.Status, response.Code, response["content-range"]));
        Assert.Null(response["etag"]);
    }

    [Theory]
    [InlineData("if-match", "\"no\"", 412)]
    [InlineData("if-match", "*", 200)]
    [InlineData("if-match", "\"no\", \"{etag}\"", 200)]
    [InlineData("if-none-match", "\"{etag}\"", 304)]
    [InlineData("if-none-match", "{etag}", 304)]
    [InlineData("if-none-match", "\"no\"", 200)]
    [InlineData("if-modified-since", "Wed, 29 Oct 2994 19:43:31 GMT", 200)]
    [InlineData("if-modified-since", "Sat, 29 Oct 1994 19:43:31 GMT", 200)]
    [InlineData("if-unmodified-since", "Sat, 29 Oct 1994 19:43:31 GMT", 412)]
    [InlineData("if-unmodified-since", "Wed, 29 Oct 2994 19:43:31 GMT", 200)]
    [InlineData("if-modified-since", "nonsense", 200)]
    public async Task GetAndHeadObject_Condition_IsJudged(string header, string value, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var etag = (await host.Client.SendAsync("PUT", "/bucket/k", [1]))["etag"]!;
        var sent = value.Replace("{etag}", etag.Trim('"'), StringComparison.Ordinal);

        var get = await host.Client.SendAsync("GET", "/bucket/k", null, (header, sent));
        var head = await host.Client.SendAsync("HEAD", "/bucket/k", null, (header, sent));

        Assert.Equal((status, status), (get.Status, head.Status));
        if (status == 304) Assert.Equal(etag, get["etag"]);
        if (status == 412) Assert.Equal("PreconditionFailed", get.Code);
    }

    [Fact]
    public async Task PutObject_Conditions_AreJudgedBeforeAnythingIsKept()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var missing = await host.Client.SendAsync("PUT", "/bucket/k", [1], ("if-match", "*"));
        var first = await host.Client.SendAsync("PUT", "/bucket/k", [1], ("if-none-match", "*"));
        var second = await host.Client.SendAsync("PUT", "/bucket/k", [2], ("if-none-match", "*"));
        var wrong = await host.Client.SendAsync("PUT", "/bucket/k", [2], ("if-match", "\"no\""));
        var matching = await host.Client.SendAsync("PUT", "/bucket/k", [3], ("if-match", first["etag"]!));
        var same = await host.Client.SendAsync("PUT", "/bucket/k", [4], ("if-none-match", matching["etag"]!));
        var other = await host.Client.SendAsync("PUT", "/bucket/k", [5], ("if-none-match", first["etag"]!));
        var absent = await host.Client.SendAsync("PUT", "/bucket/absent", [6], ("if-none-match", first["etag"]!));
        var both = await host.Client.SendAsync("PUT", "/bucket/k", [7], ("if-none-match", "*"), ("if-match", "*"));
        var list = await host.Client.SendAsync("PUT", "/bucket/k", [8], ("if-none-match", "\"a\", \"b\""));

        Assert.Equal((404, "NoSuchKey"), (missing.Status, missing.Code));
        Assert.Equal(200, first.Status);
        Assert.Equal((412, "PreconditionFailed"), (second.Status, second.Code));
        Assert.Equal((412, "PreconditionFailed"), (wrong.Status, wrong.Code));
        Assert.Equal(200, matching.Status);
        Assert.Equal((412, "PreconditionFailed", "If-None-Match"), (same.Status, same.Code, same.Value("Condition")));
        Assert.Equal((200, 200), (other.Status, absent.Status));
        Assert.Equal((501, "NotImplemented"), (both.Status, both.Code));
        Assert.Equal((501, "NotImplemented"), (list.Status, list.Code));
        Assert.Equal(4, host.Data.WriteCount);
    }

    /// <summary>The other gateway remembers the old bucket, in which there was nothing, unless it is slow: then the first write goes through.</summary>
    [Fact]
    public async Task PutObject_IfMatchInABucketMadeAnew_IsNotAnsweredByTheOldOne()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await using var beside = await host.StartBesideAsync();
        await beside.Client.SendAsync("GET", "/bucket/k");
        await host.Client.SendAsync("DELETE", "/bucket");
        await host.Client.SendAsync("PUT", "/bucket");
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var put = await beside.Client.SendAsync("PUT", "/bucket/k", [2], ("if-match", "*"));
        var again = await beside.Client.SendAsync("PUT", "/bucket/k", [2], ("if-match", "*"));

        Assert.NotEqual(404, put.Status);
        Assert.Equal(200, again.Status);
    }

    [Fact]
    public async Task DeleteObject_IfMatch_DeletesOnlyThatObject()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var etag = (await host.Client.SendAsync("PUT", "/bucket/k", [1]))["etag"]!;

        var wrong = await host.Client.SendAsync("DELETE", "/bucket/k", null, ("if-match", "\"no\""));
        var right = await host.Client.SendAsync("DELETE", "/bucket/k", null, ("if-match", etag));
        var absent = await host.Client.SendAsync("DELETE", "/bucket/k", null, ("if-match", "*"));

        Assert.Equal((412, 204, 204), (wrong.Status, right.Status, absent.Status));
    }

    [Fact]
    public async Task GetObject_MetadataAndOverrides_AreSentBack()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync(
            "PUT", "/bucket/k", [1], ("content-encoding", "aws-chunked,gzip"), ("cache-control", "no-store"), ("expires", "never"),
            ("content-disposition", "attachment"), ("content-language", "fr"), ("x-amz-meta-a", "é"), ("x-amz-meta-b", "plain"));

        var plain = await host.Client.SendAsync("GET", "/bucket/k");
        var overridden = await host.Client.SendAsync("GET", "/bucket/k?response-content-type=x%2Fy&response-cache-control=max-age%3D1");

        Assert.Equal(("gzip", "no-store", "never"), (plain["content-encoding"], plain["cache-control"], plain["expires"]));
        Assert.Equal(("attachment", "fr", "binary/octet-stream"), (plain["content-disposition"], plain["content-language"], plain["content-type"]));
        Assert.Equal(("=?UTF-8?B?w6k=?=", "plain"), (plain["x-amz-meta-a"], plain["x-amz-meta-b"]));
        Assert.Equal(("x/y", "max-age=1", "gzip"), (overridden["content-type"], overridden["cache-control"], overridden["content-encoding"]));
    }

    /// <summary>Keys and arguments may hold what XML cannot; the error that tells them has to stay readable.</summary>
    [Fact]
    public async Task GetObject_AbsentKeyOfControlCharacters_IsAnErrorInXml()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await host.Client.SendAsync("GET", "/bucket/a%01%09%EF%BF%BFb");

        Assert.Equal((404, "NoSuchKey", "a\uFFFD\t\uFFFDb"), (response.Status, response.Code, response.Value("Key")));
    }

    /// <summary>What was taken from a client has to be possible to send, or the object could never be read again.</summary>
    [Theory]
    [InlineData("content-type", "text/plain; name=é")]
    [InlineData("content-type", "text/\u0001")]
    [InlineData("content-disposition", "attachment; filename=\u007f")]
    [InlineData("x-amz-meta-a", "a\u0001b")]
    [InlineData("x-amz-meta-a", "\u007f")]
    public async Task PutObject_HeaderThatCannotBeSentAsItIs_ComesBackEncoded(string header, string value)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await host.Client.SendAsync("PUT", "/bucket/k", [1], (header, value));
        var get = await host.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal((200, 200), (put.Status, get.Status));
        Assert.Equal($"=?UTF-8?B?{Convert.ToBase64String(Digests.Utf8(value))}?=", get[header]);
    }

    /// <summary>Browsers name what they save by this header, and do not decode it. The client reads headers as Latin-1.</summary>
    [Theory]
    [InlineData("attachment; filename=\"é — 文.pdf\"")]
    [InlineData("é")]
    public async Task PutObject_ContentDispositionInUtf8_ComesBackAsItWas(string value)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        await host.Client.SendAsync("PUT", "/bucket/k", [1], ("content-disposition", value));
        var get = await host.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal((200, value), (get.Status, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(get["content-disposition"]!))));
    }

    [Fact]
    public async Task GetObject_NotModifiedSinceItWas_Is304()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var modified = (await host.Client.SendAsync("HEAD", "/bucket/k"))["last-modified"]!;

        Assert.Equal(304, (await host.Client.SendAsync("GET", "/bucket/k", null, ("if-modified-since", modified))).Status);
    }

    [Fact]
    public async Task GetObject_NotModified_TellsWhatCachesGoBy()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        var put = await host.Client.SendAsync("PUT", "/bucket/k", [1], ("cache-control", "max-age=60"), ("expires", "never"), ("content-language", "fr"));
        var condition = ("if-none-match", put["etag"]!);

        var plain = await host.Client.SendAsync("GET", "/bucket/k", null, condition);
        var overridden = await host.Client.SendAsync("HEAD", "/bucket/k?response-cache-control=no-store&response-content-language=de", null, condition);

        Assert.Equal((304, "max-age=60", "never", put["x-amz-version-id"]), (plain.Status, plain["cache-control"], plain["expires"], plain["x-amz-version-id"]));
        Assert.Equal((304, "no-store", "never"), (overridden.Status, overridden["cache-control"], overridden["expires"]));
        Assert.Equal((null, null), (plain["content-language"], overridden["content-language"]));
    }

    [Fact]
    public async Task PutObject_UserMetadataWithTabs_ComesBackAsItWas()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-meta-a", "a\tb"));

        Assert.Equal("a\tb", (await host.Client.SendAsync("GET", "/bucket/k"))["x-amz-meta-a"]);
    }

    [Theory]
    [InlineData("x-amz-meta-a(b")]
    [InlineData("x-amz-meta-a\u0001")]
    [InlineData("x-amz-meta-a/b")]
    public async Task PutObject_UserMetadataNameThatIsNoToken_IsRefused(string name)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await host.Client.SendAsync("PUT", "/bucket/k", [1], (name, "v"));
        var get = await host.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal((400, 404), (put.Status, get.Status));
    }

    [Theory]
    [InlineData("response-content-disposition", "a%0D%0Ax-evil:%201")]
    [InlineData("response-content-type", "text%2F%00")]
    [InlineData("response-cache-control", "%E2%82%AC")]
    public async Task GetObject_OverrideThatIsNoHeader_IsInvalidArgument(string parameter, string value)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var get = await host.Client.SendAsync("GET", $"/bucket/k?{parameter}={value}");

        Assert.Equal((400, "InvalidArgument"), (get.Status, get.Code));
        Assert.Null(get["etag"]);
    }

    [Theory]
    [InlineData(2047, 200)]
    [InlineData(2048, 400)]
    public async Task PutObject_UserMetadata_IsBounded(int valueLength, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-meta-n", new string('v', valueLength)));

        Assert.Equal((status, status == 400 ? "MetadataTooLarge" : null), (response.Status, response.Code));
    }

    [Theory]
    [InlineData("x-amz-server-side-encryption", "AES256", "NotImplemented")]
    [InlineData("x-amz-server-side-encryption-customer-algorithm", "AES256", "InvalidRequest")]
    [InlineData("x-amz-tagging", "a=b&a=c", "InvalidArgument")]
    [InlineData("x-amz-tagging", "a==b", "InvalidArgument")]
    [InlineData("x-amz-tagging", "a=b,c=d", "InvalidArgument")]
    [InlineData("x-amz-object-lock-mode", "GOVERNANCE", "InvalidArgument")]
    [InlineData("x-amz-object-lock-legal-hold", "ON", "InvalidRequest")]
    [InlineData("x-amz-grant-read", "id=x", "InvalidArgument")]
    [InlineData("x-amz-grant-read", "emailAddress=x@y", "UnresolvableGrantByEmailAddress")]
    [InlineData("x-amz-grant-read", "uri=http://x", "InvalidArgument")]
    [InlineData("x-amz-grant-read", "x", "InvalidArgument")]
    [InlineData("x-amz-website-redirect-location", "x", "InvalidRedirectLocation")]
    [InlineData("x-amz-acl", "nonsense", "InvalidArgument")]
    [InlineData("x-amz-storage-class", "GLACIER", "InvalidStorageClass")]
    public async Task PutObject_HeaderThatPromisesMore_IsRefusedNotIgnored(string header, string value, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await host.Client.SendAsync("PUT", "/bucket/k", [1], (header, value));
        var create = await host.Client.SendAsync("POST", "/bucket/k?uploads", null, (header, value));

        Assert.Equal((code, code), (put.Code, create.Code));
        Assert.Equal((0, 0, 0), (host.Index.ObjectCount, host.Index.UploadCount, host.Data.WriteCount));
    }

    [Theory]
    [InlineData("x-amz-acl", "private")]
    [InlineData("x-amz-acl", "bucket-owner-full-control")]
    [InlineData("x-amz-storage-class", "STANDARD")]
    public async Task PutObject_HeaderThatIsTheCase_IsAccepted(string header, string value)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket/k", [1], (header, value))).Status);
    }

    [Fact]
    public async Task PutObject_Checksum_IsStoredAndShownWhenAsked()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("123456789"), ("x-amz-checksum-crc32", "y/Q5Jg=="));
        var plain = await host.Client.SendAsync("HEAD", "/bucket/k");
        var asked = await host.Client.SendAsync("HEAD", "/bucket/k", null, ("x-amz-checksum-mode", "ENABLED"));
        var range = await host.Client.SendAsync("GET", "/bucket/k", null, ("x-amz-checksum-mode", "ENABLED"), ("range", "bytes=0-1"));
        var byDefault = await host.Client.SendAsync("PUT", "/bucket/d", Digests.Utf8("123456789"));

        Assert.Equal(("y/Q5Jg==", "FULL_OBJECT"), (put["x-amz-checksum-crc32"], put["x-amz-checksum-type"]));
        Assert.Null(plain["x-amz-checksum-crc32"]);
        Assert.Equal("y/Q5Jg==", asked["x-amz-checksum-crc32"]);
        Assert.Null(range["x-amz-checksum-crc32"]);
        Assert.Equal("rosUhgp5mIg=", byDefault["x-amz-checksum-crc64nvme"]);
    }

    [Theory]
    [InlineData("bytes=0-100", true)]
    [InlineData("bytes=-15", true)]
    [InlineData("bytes=0-8", false)]
    [InlineData("bytes=1-", false)]
    public async Task GetObject_RangeOfAllBytes_HasTheChecksum(string range, bool isTold)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("0123456789"), ("x-amz-checksum-crc32", "poTHxg=="));

        var get = await host.Client.SendAsync("GET", "/bucket/k", null, ("range", range), ("x-amz-checksum-mode", "ENABLED"));

        Assert.Equal(206, get.Status);
        Assert.Equal(isTold ? ("poTHxg==", "FULL_OBJECT") : (null, null), (get["x-amz-checksum-crc32"], get["x-amz-checksum-type"]));
    }

    [Fact]
    public async Task GetObject_OtherUser_IsDenied()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var bob = await host.Client.SendAsync(new S3Request("GET", "/bucket/k") { Signer = TestIdentities.Bob });
        var admin = await host.Client.SendAsync(new S3Request("GET", "/bucket/k") { Signer = TestIdentities.Admin });
        var anonymous = await host.Client.SendAsync(new S3Request("GET", "/bucket/k") { Signer = null });
        var expected = await host.Client.SendAsync("GET", "/bucket/k", null, ("x-amz-expected-bucket-owner", "somebody"));

        Assert.Equal((403, 200, 403, 403), (bob.Status, admin.Status, anonymous.Status, expected.Status));
        Assert.Equal(("AccessDenied", "AccessDenied"), (bob.Code, expected.Code));
    }

    [Fact]
    public async Task PutObject_ChunkedTransferEncoding_NeedsNoLength()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(host.Client.Head(new S3Request("PUT", "/bucket/k")
        {
            ContentLength = "",
            PayloadHash = "UNSIGNED-PAYLOAD",
            UnsignedHeaders = [new("transfer-encoding", "chunked")],
        }));
        await connection.WriteAsync(Digests.Utf8("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
        var response = await connection.ReadAsync("PUT");

        Assert.Equal(200, response.Status);
        Assert.Equal("abcde", (await host.Client.SendAsync("GET", "/bucket/k")).Text);
    }

    [Fact]
    public async Task GetObject_VersionNull_IsTheObject()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        Assert.Equal(200, (await host.Client.SendAsync("GET", "/bucket/k?versionId=null")).Status);
        Assert.Equal("InvalidArgument", (await host.Client.SendAsync("GET", "/bucket/k?versionId=abc")).Code);
    }

    [Fact]
    public async Task BucketRecreatedElsewhere_IsSeenAtOnce()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("GET", "/bucket?list-type=2");
        await host.Catalog.DeleteBucketAsync("bucket", TestContext.Current.CancellationToken);

        var gone = await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket")).Status);
        var put = await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var get = await host.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal((404, "NoSuchBucket"), (gone.Status, gone.Code));
        Assert.Equal((200, 200), (put.Status, get.Status));
        Assert.Equal(1, host.Data.WriteCount);
    }

    private static byte[] Bytes(string key) => S3.Routing.PercentDecoder.TryDecode(key, out var bytes) ? bytes : throw new ArgumentException(key);
}
