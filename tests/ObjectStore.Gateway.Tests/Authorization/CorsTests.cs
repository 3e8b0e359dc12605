using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Authorization;

public class CorsTests
{
    private const string Rules =
        "<CORSConfiguration><CORSRule><ID>a</ID><AllowedOrigin>http://*.example.org</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>"
        + "<AllowedHeader>x-amz-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule>"
        + "<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>HEAD</AllowedMethod></CORSRule></CORSConfiguration>";

    [Theory]
    [InlineData("http://a.example.org", "GET", null, 200, "http://a.example.org")]
    [InlineData("http://a.example.org", "PUT", "X-Amz-Date, x-amz-acl", 200, "http://a.example.org")]
    [InlineData("http://a.example.org", "PUT", "x-other", 403, null)]
    [InlineData("http://a.example.org", "DELETE", null, 403, null)]
    [InlineData("http://a.example.com", "GET", null, 403, null)]
    [InlineData("http://a.example.com", "HEAD", null, 200, "*")]
    public async Task Preflight_WithRules_FollowsThem(string origin, string method, string? headers, int status, string? allowed)
    {
        await using var host = await StartAsync();
        var request = new S3Request("OPTIONS", "/bucket/k") { Signer = null, UnsignedHeaders = [new("origin", origin), new("access-control-request-method", method)] };
        if (headers is not null) request.UnsignedHeaders.Add(new("access-control-request-headers", headers));

        var answer = await host.Client.SendAsync(request);

        Assert.Equal((status, allowed), (answer.Status, answer["access-control-allow-origin"]));
        Assert.Equal(headers is null || status != 200 ? null : headers.ToLowerInvariant(), answer["access-control-allow-headers"]);
    }

    [Theory]
    [InlineData("/bucket/k", "OBJECT")]
    [InlineData("/bucket", "BUCKET")]
    public async Task Preflight_Refused_SaysOfWhat(string target, string resource)
    {
        await using var host = await StartAsync();

        var answer = await host.Client.SendAsync(
            new S3Request("OPTIONS", target) { Signer = null, UnsignedHeaders = [new("origin", "http://a.example.com"), new("access-control-request-method", "PUT")] });

        Assert.Equal((403, "AccessForbidden", "PUT", resource), (answer.Status, answer.Code, answer.Value("Method"), answer.Value("ResourceType")));
    }

    [Fact]
    public async Task Preflight_BucketWithoutRules_IsForbiddenWhateverItAsks()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var answer = await host.Client.SendAsync(new S3Request("OPTIONS", "/bucket/k") { Signer = null, UnsignedHeaders = [new("origin", "http://a.example.com")] });

        Assert.Equal((403, "AccessForbidden", "OPTIONS", "BUCKET"), (answer.Status, answer.Code, answer.Value("Method"), answer.Value("ResourceType")));
    }

    /// <summary>What no request can be is told before the bucket is looked at, and a method that lacks only where there are rules.</summary>
    [Theory]
    [InlineData("none", "", "GET", "", 400, "BadRequest", "Insufficient information")]
    [InlineData("none", "http://a.example.org", "get", "", 400, "BadRequest", "Invalid Access-Control-Request-Method: get")]
    [InlineData("none", "http://a.example.org", "GET", "x-a, x b", 400, "BadRequest", "\"x b\" contains invalid character")]
    [InlineData("none", "http://a.example.org", "GET", "x-\u0141", 400, "BadRequest", "contains invalid character")]
    [InlineData("none", "http://a.example.org", "GET", "", 403, "AccessForbidden", "CORSResponse: Bucket not found")]
    [InlineData("none", "http://a.example.org", "", "", 403, "AccessForbidden", "CORSResponse: Bucket not found")]
    [InlineData("plain", "http://a.example.org", "PATCH", "", 400, "BadRequest", "Invalid Access-Control-Request-Method: PATCH")]
    [InlineData("plain", "http://a.example.org", "", "", 403, "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.")]
    [InlineData("bucket", "http://a.example.org", "", "", 400, "BadRequest", "Invalid Access-Control-Request-Method: null")]
    [InlineData("bucket", "http://evil.org", "PUT", "", 403, "AccessForbidden", "CORSResponse: This CORS request is not allowed.")]
    public async Task Preflight_Refused_SaysTheFirstThingThatIsWrong(string bucket, string origin, string method, string headers, int status, string code, string message)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/plain");
        KeyValuePair<string, string>[] sent = [new("origin", origin), new("access-control-request-method", method), new("access-control-request-headers", headers)];

        var answer = await host.Client.SendAsync(new S3Request("OPTIONS", $"/{bucket}/k") { Signer = null, UnsignedHeaders = [.. sent.Where(static header => header.Value.Length > 0)] });

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Contains(message, answer.Value("Message"), StringComparison.Ordinal);
    }

    /// <summary>An answer repeats the origin in a header, which such a one cannot stand in.</summary>
    [Theory]
    [InlineData("GET", 200)]
    [InlineData("OPTIONS", 403)]
    public async Task Origin_NotAscii_IsAllowedNothing(string method, int status)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await host.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read"));
        await host.Client.SendAsync("PUT", "/bucket/k?acl", null, ("x-amz-acl", "public-read"));
        var request = new S3Request(method, "/bucket/k") { Signer = null, UnsignedHeaders = [new("origin", "http://\u0141.example.org"), new("access-control-request-method", "GET")] };

        var answer = await host.Client.SendAsync(request);

        Assert.Equal((status, null), (answer.Status, answer["access-control-allow-origin"]));
    }

    [Theory]
    [InlineData("/bucket/k", 200)]
    [InlineData("/bucket/none", 404)]
    public async Task Answers_ToAnAllowedOrigin_SaySoAlsoWhenTheyAreErrors(string target, int status)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var allowed = await host.Client.SendAsync(new S3Request("GET", target) { UnsignedHeaders = [new("origin", "http://a.example.org")] });
        var other = await host.Client.SendAsync(new S3Request("GET", target) { UnsignedHeaders = [new("origin", "http://evil.org")] });

        Assert.Equal((status, "http://a.example.org", "GET, PUT", "ETag"), (allowed.Status, allowed["access-control-allow-origin"], allowed["access-control-allow-methods"], allowed["access-control-expose-headers"]));
        Assert.Equal((status, null), (other.Status, other["access-control-allow-origin"]));
    }

    [Fact]
    public async Task Cors_Deleted_IsGone()
    {
        await using var host = await StartAsync();

        var shown = await host.Client.SendAsync("GET", "/bucket?cors");
        var deleted = await host.Client.SendAsync("DELETE", "/bucket?cors");
        var gone = await host.Client.SendAsync("GET", "/bucket?cors");

        Assert.Equal(["GET", "PUT", "HEAD"], shown.Values("AllowedMethod"));
        Assert.Equal((204, 404, "NoSuchCORSConfiguration"), (deleted.Status, gone.Status, gone.Code));
    }

    [Theory]
    [InlineData("", "MalformedXML")]
    [InlineData("<CORSRule/>", "MalformedXML")]
    [InlineData("<CORSRule><AllowedOrigin>*</AllowedOrigin></CORSRule>", "MalformedXML")]
    [InlineData("<CORSRule><AllowedOrigin/><AllowedMethod>GET</AllowedMethod></CORSRule>", "MalformedXML")]
    [InlineData("<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><MaxAgeSeconds>-1</MaxAgeSeconds></CORSRule>", "MalformedXML")]
    [InlineData("<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PATCH</AllowedMethod></CORSRule>", "InvalidRequest")]
    [InlineData("<CORSRule><AllowedOrigin>*.*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>", "InvalidRequest")]
    [InlineData("<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedHeader>x-*-*</AllowedHeader></CORSRule>", "InvalidRequest")]
    [InlineData("<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedHeader>a b</AllowedHeader></CORSRule>", "InvalidRequest")]
    [InlineData("<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><ExposeHeader>a&#10;b</ExposeHeader></CORSRule>", "InvalidRequest")]
    public async Task PutBucketCors_Bad_IsRefused(string rules, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var document = $"<CORSConfiguration>{rules}</CORSConfiguration>";

        Assert.Equal(code, (await host.Client.SendAsync("PUT", "/bucket?cors", Digests.Utf8(document))).Code);
    }

    [Theory]
    [InlineData(1, "<ExposeHeader>x-amz-*</ExposeHeader>", "ExposeHeader \"x-amz-*\" contains wildcard. We currently do not support wildcard for ExposeHeader.")]
    [InlineData(101, "", "The number of CORS rules should not exceed allowed limit of 100 rules.")]
    [InlineData(100, "", null)]
    public async Task PutBucketCors_BeyondWhatRulesMaySay_IsToldWhy(int count, string more, string? message)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var rules = string.Concat(Enumerable.Repeat($"<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>{more}</CORSRule>", count));

        var answer = await host.Client.SendAsync("PUT", "/bucket?cors", Digests.Utf8($"<CORSConfiguration>{rules}</CORSConfiguration>"));

        Assert.Equal((message is null ? 200 : 400, message is null ? null : "InvalidRequest", message), (answer.Status, answer.Code, message is null ? null : answer.Value("Message")));
    }

    private static async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartWithBucketAsync();
        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket?cors", Digests.Utf8(Rules))).Status);
        return host;
    }
}
