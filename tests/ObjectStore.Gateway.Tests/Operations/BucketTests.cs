using System.Globalization;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

public class BucketTests
{
    [Fact]
    public async Task CreateBucket_Again_DependsOnOwner()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var same = await host.Client.SendAsync("PUT", "/bucket");
        var other = await host.Client.SendAsync(new S3Request("PUT", "/bucket") { Signer = TestIdentities.Bob });

        Assert.Equal((200, "/bucket"), (same.Status, same["location"]));
        Assert.Equal((409, "BucketAlreadyExists"), (other.Status, other.Code));
    }

    [Fact]
    public async Task CreateBucket_AgainWithObjectLock_NeedsItToBeThere()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var create = (string target) => host.Client.SendAsync("PUT", target, null, ("x-amz-bucket-object-lock-enabled", "true"));

        var without = await create("/bucket");
        var made = await create("/locked");
        var again = await create("/locked");

        Assert.Equal((409, "BucketAlreadyExists"), (without.Status, without.Code));
        Assert.Equal((200, 200), (made.Status, again.Status));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Upper")]
    [InlineData("under_score")]
    [InlineData("192.168.5.123")]
    [InlineData("-dash")]
    [InlineData("dash-")]
    [InlineData("a..b")]
    [InlineData("a.-b")]
    [InlineData("a-.b")]
    [InlineData("xn--abc")]
    [InlineData("sp%20ace")]
    public async Task CreateBucket_BadName_IsRefused(string name)
    {
        await using var host = await GatewayHost.StartAsync();

        var response = await host.Client.SendAsync("PUT", "/" + name);

        Assert.Equal((400, "InvalidBucketName"), (response.Status, response.Code));
    }

    [Theory]
    [InlineData("<CreateBucketConfiguration><LocationConstraint>us-east-1</LocationConstraint></CreateBucketConfiguration>", 200, null)]
    [InlineData("<CreateBucketConfiguration/>", 200, null)]
    [InlineData(
        "<CreateBucketConfiguration xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><LocationConstraint>mars</LocationConstraint></CreateBucketConfiguration>",
        400,
        "InvalidLocationConstraint")]
    [InlineData("<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>", 400, "IllegalLocationConstraintException")]
    [InlineData("<CreateBucketConfiguration><LocationConstraint>EU</LocationConstraint></CreateBucketConfiguration>", 400, "IllegalLocationConstraintException")]
    [InlineData("<CreateBucketConfiguration>", 400, "MalformedXML")]
    [InlineData("<Other/>", 400, "MalformedXML")]
    public async Task CreateBucket_Location_HasToBeOurs(string document, int status, string? code)
    {
        await using var host = await GatewayHost.StartAsync();

        var response = await host.Client.SendAsync("PUT", "/bucket", Digests.Utf8(document));

        Assert.Equal((status, code), (response.Status, response.Code));
        Assert.Equal(status == 200 ? 200 : 404, (await host.Client.SendAsync("HEAD", "/bucket")).Status);
    }

    [Fact]
    public async Task CreateBucket_WithTags_HasThemAndItsName()
    {
        await using var host = await GatewayHost.StartAsync();
        var document = Digests.Utf8(ConfigurationOf(("team", "storage"), ("env", "test")));

        var created = await host.Client.SendAsync("PUT", "/bucket", document);
        var again = await host.Client.SendAsync("PUT", "/bucket", document);
        var other = await host.Client.SendAsync("PUT", "/bucket", Digests.Utf8(ConfigurationOf(("team", "other"))));
        var without = await host.Client.SendAsync("PUT", "/bucket");
        var head = await host.Client.SendAsync("HEAD", "/bucket");
        var tags = await host.Client.SendAsync("GET", "/bucket?tagging");

        Assert.Equal((200, "BucketAlreadyOwnedByYou", "BucketAlreadyOwnedByYou", 200), (created.Status, again.Code, other.Code, without.Status));
        Assert.Equal(("arn:aws:s3:::bucket", "arn:aws:s3:::bucket"), (created["x-amz-bucket-arn"], head["x-amz-bucket-arn"]));
        Assert.Equal(["env", "team"], tags.Values("Key"));
    }

    [Theory]
    [InlineData(1, "InvalidTag", "k!")]
    [InlineData(51, "BadRequest", "k")]
    public async Task CreateBucket_BadTags_MakesNone(int count, string code, string key)
    {
        await using var host = await GatewayHost.StartAsync();
        var tags = Enumerable.Range(0, count).Select(i => (key + i.ToString(CultureInfo.InvariantCulture), "v")).ToArray();

        var response = await host.Client.SendAsync("PUT", "/bucket", Digests.Utf8(ConfigurationOf(tags)));

        Assert.Equal(code, response.Code);
        Assert.Equal(404, (await host.Client.SendAsync("HEAD", "/bucket")).Status);
    }

    /// <summary>Longer than any key of the index.</summary>
    [Theory]
    [InlineData("GET", "")]
    [InlineData("HEAD", "")]
    [InlineData("DELETE", "")]
    [InlineData("GET", "/k")]
    [InlineData("PUT", "/k")]
    public async Task Request_NameThatNoBucketCanHave_IsNoSuchBucket(string method, string key)
    {
        await using var host = await GatewayHost.StartAsync();

        var response = await host.Client.SendAsync(method, "/" + new string('b', 3000) + key);

        Assert.Equal((404, method == "HEAD" ? null : "NoSuchBucket"), (response.Status, response.Code));
    }

    [Fact]
    public async Task DeleteBucket_WithObjects_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var full = await host.Client.SendAsync("DELETE", "/bucket");
        await host.Client.SendAsync("DELETE", "/bucket/k");
        var empty = await host.Client.SendAsync("DELETE", "/bucket");
        var gone = await host.Client.SendAsync("DELETE", "/bucket");

        Assert.Equal((409, "BucketNotEmpty"), (full.Status, full.Code));
        Assert.Equal(204, empty.Status);
        Assert.Equal((404, "NoSuchBucket"), (gone.Status, gone.Code));
    }

    [Fact]
    public async Task HeadBucket_TellsRegionOrStatus()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var mine = await host.Client.SendAsync("HEAD", "/bucket");
        var absent = await host.Client.SendAsync("HEAD", "/absent");
        var other = await host.Client.SendAsync(new S3Request("HEAD", "/bucket") { Signer = TestIdentities.Bob });

        Assert.Equal((200, "us-east-1"), (mine.Status, mine["x-amz-bucket-region"]));
        Assert.Equal((404, 403), (absent.Status, other.Status));
        Assert.NotNull(absent["x-amz-request-id"]);
    }

    [Fact]
    public async Task ListBuckets_PagesThroughOwnBuckets()
    {
        await using var host = await GatewayHost.StartAsync();
        foreach (var name in new[] { "aaa", "abc", "abc-1", "abcd", "abd", "zzz" }) await host.Client.SendAsync("PUT", "/" + name);
        await host.Client.SendAsync(new S3Request("PUT", "/abc-2") { Signer = TestIdentities.Bob });

        var all = await host.Client.SendAsync("GET", "/");
        var first = await host.Client.SendAsync("GET", "/?prefix=abc&max-buckets=2");
        var second = await host.Client.SendAsync("GET", "/?prefix=abc&max-buckets=2&continuation-token=" + first.Value("ContinuationToken"));
        var bad = await host.Client.SendAsync("GET", "/?continuation-token=nonsense");

        Assert.Equal(["aaa", "abc", "abc-1", "abcd", "abd", "zzz"], all.Values("Name"));
        Assert.Equal(["abc", "abc-1"], first.Values("Name"));
        Assert.Equal(["arn:aws:s3:::abc", "arn:aws:s3:::abc-1"], first.Values("BucketArn"));
        Assert.Equal(["abcd"], second.Values("Name"));
        Assert.Null(second.Value("ContinuationToken"));
        Assert.Equal("InvalidArgument", bad.Code);
    }

    [Fact]
    public async Task ListBuckets_RowOfOneCannotBeRead_AnswersTheOthers()
    {
        await using var host = await GatewayHost.StartAsync();
        foreach (var name in new[] { "aaa", "bad", "ccc", "zzz" }) await host.Client.SendAsync("PUT", "/" + name);
        await host.Index.DamageAsync('B', "bad");

        var first = await host.Client.SendAsync("GET", "/?max-buckets=2");
        var second = await host.Client.SendAsync("GET", "/?max-buckets=2&continuation-token=" + first.Value("ContinuationToken"));

        Assert.Equal(["aaa", "ccc"], first.Values("Name"));
        Assert.Equal(["zzz"], second.Values("Name"));
        Assert.Contains("bad", Assert.Single(host.Warnings.Of(1031)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("10001")]
    [InlineData("99999999999")]
    [InlineData("x")]
    public async Task ListBuckets_PageOfNoPossibleSize_IsInvalidArgument(string count)
    {
        await using var host = await GatewayHost.StartAsync();

        var answer = await host.Client.SendAsync("GET", "/?max-buckets=" + count);

        Assert.Equal((400, "InvalidArgument", "max-buckets"), (answer.Status, answer.Code, answer.Value("ArgumentName")));
    }

    [Fact]
    public async Task CreateBucket_InAnotherRegion_HasItsLocation()
    {
        await using var host = await GatewayHost.StartAsync(("Gateway:Region", "eu-central-1"));
        var document = Digests.Utf8("<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>");

        var create = await host.Client.SendAsync(new S3Request("PUT", "/bucket") { Body = document, Region = "eu-central-1" });
        var location = await host.Client.SendAsync(new S3Request("GET", "/bucket?location") { Region = "eu-central-1" });
        var again = await host.Client.SendAsync(new S3Request("PUT", "/bucket") { Region = "eu-central-1" });
        var elsewhere = await host.Client.SendAsync("GET", "/bucket?location");

        Assert.Equal((200, "eu-central-1"), (create.Status, location.Xml.Value));
        Assert.Equal((409, "BucketAlreadyOwnedByYou"), (again.Status, again.Code));
        Assert.Equal((400, "AuthorizationHeaderMalformed"), (elsewhere.Status, elsewhere.Code));
    }

    [Fact]
    public async Task GetBucketLocationAndVersioning_OfPlainBucket_AreEmpty()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var location = await host.Client.SendAsync("GET", "/bucket?location");
        var versioning = await host.Client.SendAsync("GET", "/bucket?versioning");

        Assert.Equal(("LocationConstraint", ""), (location.Xml.Name.LocalName, location.Xml.Value));
        Assert.Equal(("VersioningConfiguration", ""), (versioning.Xml.Name.LocalName, versioning.Xml.Value));
    }

    [Theory]
    [InlineData("analytics", "ListBucketAnalyticsConfigurationResult", "false")]
    [InlineData("intelligent-tiering", "ListBucketIntelligentTieringConfigurationsOutput", "false")]
    [InlineData("metrics", "ListMetricsConfigurationsResult", "false")]
    [InlineData("accelerate", "AccelerateConfiguration", "")]
    [InlineData("requestPayment", "RequestPaymentConfiguration", "BucketOwner")]
    public async Task Get_WhatNoBucketHasHere_IsAnsweredAsOfANewBucket(string subresource, string root, string content)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var answer = await host.Client.SendAsync("GET", $"/bucket?{subresource}");

        Assert.Equal((200, root, content), (answer.Status, answer.Xml.Name.LocalName, answer.Xml.Value));
    }

    [Theory]
    [InlineData("analytics")]
    [InlineData("intelligent-tiering")]
    [InlineData("metrics")]
    public async Task Get_OneOfWhatNoBucketHasHere_IsNotThere(string subresource)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var answer = await host.Client.SendAsync("GET", $"/bucket?{subresource}&id=x");

        Assert.Equal((404, "NoSuchConfiguration"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>", 200, null)]
    [InlineData("<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>", 501, "NotImplemented")]
    [InlineData("<RequestPaymentConfiguration><Payer>Nobody</Payer></RequestPaymentConfiguration>", 400, "MalformedXML")]
    [InlineData("<RequestPaymentConfiguration/>", 400, "MalformedXML")]
    [InlineData("<RequestPaymentConfiguration><Payer>BucketOwner</Payer><Payer>Requester</Payer></RequestPaymentConfiguration>", 400, "MalformedXML")]
    [InlineData("", 400, "MalformedXML")]
    public async Task PutBucketRequestPayment_TakesNobodyButTheOwner(string document, int status, string? code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var answer = await host.Client.SendAsync("PUT", "/bucket?requestPayment", Digests.Utf8(document));

        Assert.Equal(status, answer.Status);
        if (code is not null) Assert.Equal(code, answer.Code);
    }

    [Theory]
    [InlineData("PUT", "/bucket?analytics&id=x", 501, "NotImplemented")]
    [InlineData("DELETE", "/bucket?metrics&id=x", 501, "NotImplemented")]
    [InlineData("GET", "/bucket?metadataTable", 501, "NotImplemented")]
    [InlineData("DELETE", "/bucket?requestPayment", 405, "MethodNotAllowed")]
    [InlineData("PUT", "/bucket?accelerate", 501, "NotImplemented")]
    [InlineData("PUT", "/bucket?intelligent-tiering", 501, "NotImplemented")]
    [InlineData("DELETE", "/bucket?versioning", 405, "MethodNotAllowed")]
    [InlineData("POST", "/bucket/k?tagging", 405, "MethodNotAllowed")]
    [InlineData("PUT", "/bucket?policyStatus", 405, "MethodNotAllowed")]
    [InlineData("POST", "/bucket/k", 405, "MethodNotAllowed")]
    [InlineData("POST", "/bucket", 412, "PreconditionFailed")]
    [InlineData("PATCH", "/bucket/k", 405, "MethodNotAllowed")]
    [InlineData("GET", "/bucket?uploads&versions", 400, "InvalidArgument")]
    [InlineData("GET", "/bucket?list-type=3", 400, "InvalidArgument")]
    public async Task Request_ThatHasNoOperation_IsNeverTakenForAnother(string method, string target, int status, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await host.Client.SendAsync(method, target);

        Assert.Equal((status, code), (response.Status, response.Code));
    }

    [Fact]
    public async Task VirtualHostedStyle_NamesTheBucketInTheHost()
    {
        await using var host = await GatewayHost.StartWithBucketAsync(("Gateway:Domain", "s3.example.org"));

        var put = await host.Client.SendAsync(new S3Request("PUT", "/bucket/k") { Body = [1], Host = "bucket.s3.example.org:9000" });
        var pathStyle = await host.Client.SendAsync(new S3Request("GET", "/bucket/bucket/k") { Host = "s3.example.org" });

        Assert.Equal((200, 200), (put.Status, pathStyle.Status));
    }

    [Fact]
    public async Task Options_WithoutRules_IsForbidden()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var preflight = new S3Request("OPTIONS", "/bucket/k")
        {
            Signer = null,
            UnsignedHeaders = [new("origin", "http://x"), new("access-control-request-method", "GET")],
        };
        var forbidden = await host.Client.SendAsync(preflight);
        var bad = await host.Client.SendAsync(new S3Request("OPTIONS", "/bucket/k") { Signer = null });

        Assert.Equal((403, "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket."), (forbidden.Status, forbidden.Code, forbidden.Value("Message")));
        Assert.Equal((400, "BadRequest"), (bad.Status, bad.Code));
    }

    private static string ConfigurationOf(params (string Key, string Value)[] tags) =>
        $"<CreateBucketConfiguration><Tags>{string.Concat(tags.Select(static tag => $"<Tag><Key>{tag.Key}</Key><Value>{tag.Value}</Value></Tag>"))}</Tags></CreateBucketConfiguration>";
}
