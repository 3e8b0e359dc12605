using System.Globalization;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

public sealed class ObjectLockTests
{
    private const string LastMillisecond = "9999-12-31T23:59:59.999Z";

    private static readonly (string, string) Bypass = ("x-amz-bypass-governance-retention", "true");

    [Fact]
    public async Task DeleteVersion_Governance_NeedsTheBypass()
    {
        await using var host = await StartAsync();
        var id = await PutAsync(host, ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", In(1)));

        var covered = await host.Client.SendAsync("DELETE", "/locked/k");
        var refused = await host.Client.SendAsync("DELETE", "/locked/k?versionId=" + id);
        var bypassed = await host.Client.SendAsync("DELETE", "/locked/k?versionId=" + id, null, Bypass);

        Assert.Equal(204, covered.Status);
        Assert.Equal((403, "AccessDenied"), (refused.Status, refused.Code));
        Assert.Equal(204, bypassed.Status);
    }

    [Fact]
    public async Task DeleteVersion_ComplianceOrLegalHold_IsRefusedAlways()
    {
        await using var host = await StartAsync();
        var compliant = await PutAsync(host, ("x-amz-object-lock-mode", "COMPLIANCE"), ("x-amz-object-lock-retain-until-date", In(1)));
        var held = await PutAsync(host, ("x-amz-object-lock-legal-hold", "ON"));
        var body = Digests.Utf8($"<Delete><Object><Key>k</Key><VersionId>{compliant}</VersionId></Object></Delete>");

        var many = await host.Client.SendAsync("POST", "/locked?delete", body, ("Content-MD5", Digests.Md5Base64(body)), Bypass);
        var one = await host.Client.SendAsync("DELETE", "/locked/k?versionId=" + held, null, Bypass);
        var off = await host.Client.SendAsync("PUT", "/locked/k?legal-hold&versionId=" + held, Digests.Utf8("<LegalHold><Status>OFF</Status></LegalHold>"));
        var then = await host.Client.SendAsync("DELETE", "/locked/k?versionId=" + held);

        Assert.Equal(["AccessDenied"], many.Values("Code"));
        Assert.Equal((403, "AccessDenied"), (one.Status, one.Code));
        Assert.Equal((200, 204), (off.Status, then.Status));
        Assert.Equal([compliant], (await host.Client.SendAsync("GET", "/locked?versions")).Values("VersionId"));
    }

    [Fact]
    public async Task PutObject_BucketWithDefaultRetention_IsLocked()
    {
        await using var host = await StartAsync();
        var put = await host.Client.SendAsync("PUT", "/locked?object-lock", Digests.Utf8(
            "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Days>2</Days></DefaultRetention></Rule></ObjectLockConfiguration>"));

        var id = await PutAsync(host);
        var upload = await host.Client.SendAsync("POST", "/locked/m?uploads");
        var uploadId = upload.Value("UploadId");
        var part = await host.Client.SendAsync("PUT", $"/locked/m?uploadId={uploadId}&partNumber=1", [1]);
        await host.Client.SendAsync("POST", "/locked/m?uploadId=" + uploadId, Digests.Utf8(
            $"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{part["ETag"]}</ETag></Part></CompleteMultipartUpload>"));
        var read = await host.Client.SendAsync("GET", "/locked?object-lock");

        Assert.Equal(200, put.Status);
        Assert.Equal(("Enabled", "COMPLIANCE", "2"), (read.Value("ObjectLockEnabled"), read.Value("Mode"), read.Value("Days")));
        Assert.Equal("COMPLIANCE", (await host.Client.SendAsync("HEAD", "/locked/k"))["x-amz-object-lock-mode"]);
        Assert.Equal("COMPLIANCE", (await host.Client.SendAsync("GET", "/locked/m?retention")).Value("Mode"));
        Assert.Equal(403, (await host.Client.SendAsync("DELETE", "/locked/k?versionId=" + id, null, Bypass)).Status);
    }

    /// <summary>The bucket's owner may bypass unless a policy says otherwise: with a denial the header is as if it were not there.</summary>
    [Fact]
    public async Task DeleteVersion_BypassDeniedByPolicy_IsRefusedAsLocked()
    {
        await using var host = await StartAsync();
        var id = await PutAsync(host, ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", In(1)));
        const string deny = """{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:BypassGovernanceRetention","Resource":"arn:aws:s3:::locked/*"}]}""";
        var body = Digests.Utf8($"<Delete><Object><Key>k</Key><VersionId>{id}</VersionId></Object></Delete>");

        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/locked?policy", Digests.Utf8(deny))).Status);
        var one = await host.Client.SendAsync("DELETE", "/locked/k?versionId=" + id, null, Bypass);
        var many = await host.Client.SendAsync("POST", "/locked?delete", body, ("Content-MD5", Digests.Md5Base64(body)), Bypass);
        await host.Client.SendAsync("DELETE", "/locked?policy");
        var allowed = await host.Client.SendAsync("DELETE", "/locked/k?versionId=" + id, null, Bypass);

        Assert.Equal((403, "AccessDenied", "AccessDenied", 204), (one.Status, one.Code, many.Value("Code"), allowed.Status));
    }

    [Fact]
    public async Task PutObjectRetention_ThatHolds_IsOnlyExtendedWithoutBypass()
    {
        await using var host = await StartAsync();
        await PutAsync(host, ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", In(5)));

        var shorter = await host.Client.SendAsync("PUT", "/locked/k?retention", Retention("GOVERNANCE", 3));
        var longer = await host.Client.SendAsync("PUT", "/locked/k?retention", Retention("GOVERNANCE", 7));
        var stricter = await host.Client.SendAsync("PUT", "/locked/k?retention", Retention("COMPLIANCE", 7));
        var bypassed = await host.Client.SendAsync("PUT", "/locked/k?retention", Retention("COMPLIANCE", 3), Bypass);
        var never = await host.Client.SendAsync("PUT", "/locked/k?retention", Retention("COMPLIANCE", 2), Bypass);

        Assert.Equal([403, 200, 403, 200, 403], new[] { shorter, longer, stricter, bypassed, never }.Select(static answer => answer.Status));
    }

    [Theory]
    [InlineData("PUT", "/bucket/k?retention", "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2100-01-01T00:00:00Z</RetainUntilDate></Retention>", 400, "InvalidRequest")]
    [InlineData("PUT", "/bucket?object-lock", "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>", 409, "InvalidBucketState")]
    [InlineData("PUT", "/bucket/k?legal-hold", "<LegalHold><Status>ON</Status></LegalHold>", 400, "InvalidRequest")]
    [InlineData("PUT", "/bucket/k?legal-hold", "<LegalHold/>", 400, "MalformedXML")]
    [InlineData("PUT", "/bucket/k?retention", "<Retention><Mode>NONE</Mode><RetainUntilDate>2100-01-01T00:00:00Z</RetainUntilDate></Retention>", 400, "MalformedXML")]
    [InlineData("GET", "/bucket?object-lock", null, 404, "ObjectLockConfigurationNotFoundError")]
    [InlineData("GET", "/bucket/k?legal-hold", null, 400, "InvalidRequest")]
    [InlineData("GET", "/locked/k?retention", null, 404, "NoSuchObjectLockConfiguration")]
    [InlineData("PUT", "/locked/k?retention", "<Retention><Mode>GOVERNANCE</Mode></Retention>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked/k?retention", "<Retention><Mode>NONE</Mode><RetainUntilDate>2100-01-01T00:00:00Z</RetainUntilDate></Retention>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked/k?retention", "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2000-01-01T00:00:00Z</RetainUntilDate></Retention>", 400, "InvalidArgument")]
    [InlineData("PUT", "/locked/k?legal-hold", "<LegalHold><Status>on</Status></LegalHold>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked?object-lock", "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>0</Days></DefaultRetention></Rule></ObjectLockConfiguration>", 400, "InvalidRetentionPeriod")]
    [InlineData("PUT", "/locked?object-lock", "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years></DefaultRetention></Rule></ObjectLockConfiguration>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked?object-lock", "", 400, "MissingRequestBodyError")]
    [InlineData("PUT", "/locked?object-lock", "<ObjectLockConfiguration/>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked?object-lock", "<ObjectLockConfiguration><ObjectLockEnabled/></ObjectLockConfiguration>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked?object-lock", "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule/></ObjectLockConfiguration>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked?object-lock", "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention/></Rule></ObjectLockConfiguration>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked?object-lock", "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode></DefaultRetention></Rule></ObjectLockConfiguration>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked/k?retention", "", 400, "MalformedXML")]
    [InlineData("PUT", "/locked/k?retention", "<Retention><Mode/><RetainUntilDate/></Retention>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked/k?retention", "<Retention><RetainUntilDate>2100-01-01T00:00:00Z</RetainUntilDate></Retention>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked/k?legal-hold", "", 400, "MalformedXML")]
    [InlineData("PUT", "/locked/k?legal-hold", "<LegalHold><Status/></LegalHold>", 400, "MalformedXML")]
    [InlineData("PUT", "/locked?versioning", "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>", 409, "InvalidBucketState")]
    public async Task Request_LockThatCannotBe_IsRefused(string method, string target, string? document, int status, string code)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutAsync(host);

        var response = await host.Client.SendAsync(method, target, document is null ? null : Digests.Utf8(document));

        Assert.Equal((status, code), (response.Status, response.Code));
    }

    [Theory]
    [InlineData("x-amz-object-lock-mode", "GOVERNANCE", "x-amz-object-lock-retain-until-date")]
    [InlineData("x-amz-object-lock-retain-until-date", "2100-01-01T00:00:00Z", "x-amz-object-lock-mode")]
    public async Task PutObject_HalfARetention_NamesTheOther(string header, string value, string missing)
    {
        await using var host = await StartAsync();

        var put = await host.Client.SendAsync("PUT", "/locked/k", [1], (header, value));

        Assert.Equal((400, "InvalidArgument", missing), (put.Status, put.Code, put.Value("ArgumentName")));
    }

    [Fact]
    public async Task Retention_ThatHasPassed_NamesWhereItWasSent()
    {
        await using var host = await StartAsync();
        await PutAsync(host);

        var document = await host.Client.SendAsync("PUT", "/locked/k?retention", Retention("GOVERNANCE", -1));
        var header = await host.Client.SendAsync("PUT", "/locked/k", [1], ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", In(-1)));

        Assert.Equal(("InvalidArgument", "RetainUntilDate"), (document.Code, document.Value("ArgumentName")));
        Assert.Equal(("InvalidArgument", "x-amz-object-lock-retain-until-date"), (header.Code, header.Value("ArgumentName")));
    }

    /// <summary>A time that a client has set is shown as it is, so that to set it again shortens nothing.</summary>
    [Fact]
    public async Task GetObjectRetention_TimeWithMilliseconds_IsShownExactly()
    {
        await using var host = await StartAsync();
        await PutAsync(host, ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", "2100-01-01T00:00:00.125Z"));

        Assert.Equal("2100-01-01T00:00:00.125Z", (await host.Client.SendAsync("GET", "/locked/k?retention")).Value("RetainUntilDate"));
    }

    /// <summary>There is no whole millisecond after the last one to round up to.</summary>
    [Fact]
    public async Task Retention_UntilTheLastTickOfTime_EndsInItsMillisecond()
    {
        const string last = "9999-12-31T23:59:59.9999999Z";
        await using var host = await StartAsync();

        var put = await host.Client.SendAsync("PUT", "/locked/k", [1], ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", last));
        var byHeader = await host.Client.SendAsync("GET", "/locked/k?retention");
        await PutAsync(host);
        var set = await host.Client.SendAsync("PUT", "/locked/k?retention", Digests.Utf8($"<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>{last}</RetainUntilDate></Retention>"));
        var byDocument = await host.Client.SendAsync("GET", "/locked/k?retention");

        Assert.Equal((200, 200), (put.Status, set.Status));
        Assert.Equal((LastMillisecond, LastMillisecond), (byHeader.Value("RetainUntilDate"), byDocument.Value("RetainUntilDate")));
    }

    [Theory]
    [InlineData("<Days>2</Days>")]
    [InlineData("<Years>100</Years>")]
    public async Task PutReplica_DefaultRetentionBeyondTheYear9999_EndsWithIt(string period)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/locked?object-lock", Digests.Utf8(
            $"<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode>{period}</DefaultRetention></Rule></ObjectLockConfiguration>"));

        var put = await host.Client.SendAsync(
            "PUT", "/locked/k", [1], ("x-amz-source-version-id", "0198c0de000000010123456789abcdef"), ("x-amz-source-last-modified", "253402300799999"));

        Assert.Equal(200, put.Status);
        Assert.Equal(LastMillisecond, (await host.Client.SendAsync("GET", "/locked/k?retention")).Value("RetainUntilDate"));
    }

    /// <summary>
    /// Goal: a lock is promised only where every write obeys it. Method: object lock is switched on and cut off before the fence has it; another gateway, which remembers
    /// the bucket as it is then, gets a write with a lock.
    /// </summary>
    [Fact]
    public async Task PutObject_LockNotYetInForce_PutsItInForceFirst()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        (host.Index.FailNextCommit, host.Index.FailOnlyPutsOf) = (new StorageException(StorageErrorCode.IndexUnavailable, "cut off"), 'f');
        var cutOff = await host.Client.SendAsync("PUT", "/bucket?object-lock", Digests.Utf8("<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>"));
        await using var other = await host.StartBesideAsync();

        var plain = await other.Client.SendAsync("PUT", "/bucket/k", [1]);
        var isInForceAfterPlain = (await host.Catalog.GetBucketAsync("bucket", TestContext.Current.CancellationToken))!.RulesAreInForce;
        var locked = await other.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-object-lock-mode", "COMPLIANCE"), ("x-amz-object-lock-retain-until-date", In(1)));

        Assert.Equal((503, 200, 200), (cutOff.Status, plain.Status, locked.Status));
        Assert.False(isInForceAfterPlain);
        Assert.True((await host.Catalog.GetBucketAsync("bucket", TestContext.Current.CancellationToken))!.RulesAreInForce);
    }

    private static async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/locked", null, ("x-amz-bucket-object-lock-enabled", "true"));
        return host;
    }

    private static async Task<string> PutAsync(GatewayHost host, params (string Name, string Value)[] headers) =>
        (await host.Client.SendAsync("PUT", "/locked/k", [1], headers))["x-amz-version-id"]!;

    private static byte[] Retention(string mode, int days) =>
        Digests.Utf8($"<Retention><Mode>{mode}</Mode><RetainUntilDate>{In(days)}</RetainUntilDate></Retention>");

    private static string In(int days) => TimeProvider.System.GetUtcNow().AddDays(days).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
