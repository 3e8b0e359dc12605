using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Policies;
using ObjectStore.S3.Auth;

namespace ObjectStore.Gateway.Tests.Authorization;

/// <summary>Condition keys of requests that are about more than their address and headers say: copies, deletions of many, documents. Alice owns the bucket.</summary>
public class ConditionKeyTests
{
    private const string Governance2040 = "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2040-01-01T00:00:00Z</RetainUntilDate></Retention>";
    private const string Governance2100 = "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>Fri, 01 Jan 2100 00:00:00 GMT</RetainUntilDate></Retention>";
    private const string Compliance2040 = "<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>2040-01-01T00:00:00Z</RetainUntilDate></Retention>";
    private const string HoldOn = "<LegalHold><Status>ON</Status></LegalHold>";
    private const string HoldOff = "<LegalHold><Status>OFF</Status></LegalHold>";

    [Fact]
    public async Task CopySource_VersionId_IsThatOfTheSource()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var (first, second) = await PutVersionsAsync(host);
        await SendAsync(host, "PUT", "/bobs-bucket", TestIdentities.Bob);
        await PutPolicyAsync(host, Statement("Allow", "s3:GetObjectVersion", $"\"StringEquals\":{{\"s3:VersionId\":\"{first}\"}}"));

        Assert.Equal(200, (await CopyAsync(host, $"bucket/k?versionId={first}")).Status);
        Assert.Equal(403, (await CopyAsync(host, $"bucket/k?versionId={second}")).Status);
    }

    [Theory]
    [InlineData("aws:ResourceAccount")]
    [InlineData("s3:ResourceAccount")]
    public async Task CopySource_ResourceAccount_IsThatOfTheSource(string key)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await SendAsync(host, "PUT", "/bobs-bucket", TestIdentities.Bob);
        await PutPolicyAsync(host, Statement("Allow", "s3:GetObject", $"\"StringEquals\":{{\"{key}\":\"alice\"}}"));

        Assert.Equal(200, (await CopyAsync(host, "bucket/k")).Status);
    }

    [Fact]
    public async Task DeleteObjects_VersionId_IsThatOfEachKey()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var (first, second) = await PutVersionsAsync(host);
        await PutPolicyAsync(host, Statement("Deny", "s3:DeleteObjectVersion", $"\"StringEquals\":{{\"s3:VersionId\":\"{first}\"}}"));
        var body = Digests.Utf8($"<Delete><Object><Key>k</Key><VersionId>{first}</VersionId></Object><Object><Key>k</Key><VersionId>{second}</VersionId></Object></Delete>");

        var answer = await host.Client.SendAsync("POST", "/bucket?delete", body, ("content-md5", Digests.Md5Base64(body)));

        Assert.Equal(["AccessDenied"], answer.Values("Code"));
        Assert.Equal(200, (await host.Client.SendAsync("GET", $"/bucket/k?versionId={first}")).Status);
        Assert.Equal(404, (await host.Client.SendAsync("GET", $"/bucket/k?versionId={second}")).Status);
    }

    /// <summary>A copy that keeps the tags of its source asks for no tags, whatever its headers say.</summary>
    [Fact]
    public async Task RequestObjectTag_CopyThatKeepsTags_HasNone()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutPolicyAsync(host, Statement("Deny", "s3:PutObject", "\"StringEquals\":{\"s3:RequestObjectTag/a\":\"b\"}"));
        var copy = (string directive) => host.Client.SendAsync(
            "PUT", "/bucket/copy", null, ("x-amz-copy-source", "bucket/k"), ("x-amz-tagging", "a=b"), ("x-amz-tagging-directive", directive));

        Assert.Equal(200, (await copy("COPY")).Status);
        Assert.Equal(403, (await copy("REPLACE")).Status);
    }

    [Theory]
    [InlineData("s3:GetObject", "GET", "")]
    [InlineData("s3:GetObject", "HEAD", "")]
    [InlineData("s3:GetObjectTagging", "GET", "?tagging")]
    [InlineData("s3:GetObjectAcl", "GET", "?acl")]
    [InlineData("s3:DeleteObjectTagging", "DELETE", "?tagging")]
    public async Task ExistingObjectTag_OfTheObject_Decides(string action, string method, string subresource)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/public", [1], ("x-amz-tagging", "security=public&a=b"));
        await host.Client.SendAsync("PUT", "/bucket/private", [1], ("x-amz-tagging", "security=private"));
        await host.Client.SendAsync("PUT", "/bucket/bare", [1], ("x-amz-tagging", "Security=public"));
        await PutPolicyAsync(host, Statement("Allow", action, "\"StringEquals\":{\"s3:ExistingObjectTag/security\":\"public\"}"));

        Assert.InRange((await SendAsync(host, method, "/bucket/public" + subresource, TestIdentities.Bob)).Status, 200, 204);
        foreach (var key in new[] { "private", "bare", "absent" }) Assert.Equal(403, (await SendAsync(host, method, $"/bucket/{key}{subresource}", TestIdentities.Bob)).Status);
    }

    [Fact]
    public async Task ExistingObjectTag_OfVersionsAndSources_IsTheirOwn()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var (first, second) = await PutVersionsAsync(host);
        await host.Client.SendAsync("PUT", $"/bucket/k?tagging&versionId={first}", Digests.Utf8("<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"));
        await SendAsync(host, "PUT", "/bobs-bucket", TestIdentities.Bob);
        await PutPolicyAsync(host, Statement("Allow", "s3:GetObject*", "\"StringEquals\":{\"s3:ExistingObjectTag/a\":\"b\"}"));

        Assert.Equal(200, (await SendAsync(host, "GET", $"/bucket/k?versionId={first}", TestIdentities.Bob)).Status);
        Assert.Equal(403, (await SendAsync(host, "GET", $"/bucket/k?versionId={second}", TestIdentities.Bob)).Status);
        Assert.Equal(403, (await SendAsync(host, "GET", "/bucket/k", TestIdentities.Bob)).Status);
        Assert.Equal(200, (await CopyAsync(host, $"bucket/k?versionId={first}")).Status);
        Assert.Equal(403, (await CopyAsync(host, "bucket/k")).Status);
    }

    /// <summary>What is decided by the tags that an object had does not give the bytes that came in its place.</summary>
    [Theory]
    [InlineData("s3:GetObject", "GET", "")]
    [InlineData("s3:GetObject", "HEAD", "")]
    [InlineData("s3:GetObjectTagging", "GET", "?tagging")]
    public async Task ExistingObjectTag_OfAnObjectReplacedMeanwhile_IsThatOfWhatIsServed(string action, string method, string subresource)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await PutPolicyAsync(host, Statement("Allow", action, "\"StringEquals\":{\"s3:ExistingObjectTag/security\":\"public\"}"));
        foreach (var (replacement, status) in new[] { ("security=private", 403), ("security=public&a=c", 200) })
        {
            await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-tagging", "security=public&a=b"));
            host.Index.AfterNextObjectRead = () => host.Client.SendAsync("PUT", "/bucket/k", [2], ("x-amz-tagging", replacement));

            Assert.Equal(status, (await SendAsync(host, method, "/bucket/k" + subresource, TestIdentities.Bob)).Status);
            Assert.Null(host.Index.AfterNextObjectRead);
        }
    }

    /// <summary>What is decided by the tags that an object had does not change one that has got others.</summary>
    [Theory]
    [InlineData("s3:DeleteObjectTagging", "DELETE", "tagging", 1)]
    [InlineData("s3:PutObjectTagging", "PUT", "tagging", 1)]
    [InlineData("s3:PutObjectAcl", "PUT", "acl", 2)]
    public async Task ExistingObjectTag_OfAnObjectTaggedMeanwhile_IsThatOfWhatIsChanged(string action, string method, string subresource, int reads)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await PutPolicyAsync(host, Statement("Deny", action, "\"StringEquals\":{\"s3:ExistingObjectTag/a\":\"denied\"}"));
        var tagging = (string value) => Digests.Utf8($"<Tagging><TagSet><Tag><Key>a</Key><Value>{value}</Value></Tag></TagSet></Tagging>");
        var send = () => subresource == "acl"
            ? host.Client.SendAsync(method, "/bucket/k?acl", null, ("x-amz-acl", "public-read"))
            : host.Client.SendAsync(method, "/bucket/k?tagging", method == "PUT" ? tagging("b") : null);
        foreach (var (meanwhile, isAllowed) in new[] { ("denied", false), ("allowed", true) })
        {
            await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-tagging", "a=b"));
            AfterObjectReads(host, reads, () => host.Client.SendAsync("PUT", "/bucket/k?tagging", tagging(meanwhile)));

            var answer = await send();

            Assert.Equal(isAllowed, answer.Status is 200 or 204);
            Assert.Equal(isAllowed ? null : "AccessDenied", answer.Code);
            Assert.Equal(!isAllowed || subresource == "acl" ? [meanwhile] : method == "PUT" ? ["b"] : [], (await host.Client.SendAsync("GET", "/bucket/k?tagging")).Values("Value"));
        }
    }

    /// <summary>Who may not read an object by its tags may not compare its entity tag either.</summary>
    [Theory]
    [InlineData("StringNotEquals", "clean", "clean", true)]
    [InlineData("StringNotEquals", "clean", "dirty", false)]
    [InlineData("StringEquals", "dirty", "clean", true)]
    [InlineData("StringEquals", "dirty", "dirty", false)]
    public async Task ExistingObjectTag_OfComparedEntityTags_IsThatOfTheObject(string op, string denied, string tag, bool isAllowed)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await PutPolicyAsync(host, Statement("Deny", "s3:GetObject", $"\"{op}\":{{\"s3:ExistingObjectTag/scan\":\"{denied}\"}}"));
        var put = async () => (await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-tagging", "scan=" + tag)))["etag"]!;

        var written = await host.Client.SendAsync("PUT", "/bucket/k", [1], ("if-match", await put()));
        var deleted = await host.Client.SendAsync("DELETE", "/bucket/k", null, ("if-match", await put()));
        var body = Digests.Utf8($"<Delete><Object><Key>k</Key><ETag>{(await put()).Trim('"')}</ETag></Object></Delete>");
        var amongMany = await host.Client.SendAsync("POST", "/bucket?delete", body, ("content-md5", Digests.Md5Base64(body)));

        Assert.Equal(isAllowed ? 200 : 403, written.Status);
        Assert.Equal(isAllowed ? 204 : 403, deleted.Status);
        Assert.Equal(isAllowed ? [] : ["AccessDenied"], amongMany.Values("Code"));
    }

    /// <summary>A write goes by the object that is there: none is judged by a version that its address names.</summary>
    [Theory]
    [InlineData("PUT", "/bucket/k?versionId=")]
    [InlineData("POST", "/bucket/k?uploads&versionId=")]
    public async Task Write_WithAVersion_IsRefused(string method, string target)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        var version = (await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-tagging", "scan=clean")))["x-amz-version-id"];

        var answer = await host.Client.SendAsync(method, target + version, [3]);

        Assert.Equal((400, "InvalidArgument", "versionId", version), (answer.Status, answer.Code, answer.Value("ArgumentName"), answer.Value("ArgumentValue")));
        Assert.Equal(version, (await host.Client.SendAsync("HEAD", "/bucket/k"))["x-amz-version-id"]);
    }

    /// <summary>A write has no tags of the object before it: only reading has, for the sake of its condition.</summary>
    [Fact]
    public async Task ExistingObjectTag_OfWritingItself_IsAbsent()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var tag = (await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-tagging", "scan=clean")))["etag"]!;
        await PutPolicyAsync(host, Statement("Deny", "s3:PutObject*", "\"StringEquals\":{\"s3:ExistingObjectTag/scan\":\"clean\"}"));

        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket/k", [2], ("if-match", tag), ("x-amz-tagging", "scan=dirty"))).Status);
    }

    [Theory]
    [InlineData("StringEquals", "s3:RequestObjectTag/a")]
    [InlineData("ForAnyValue:StringEquals", "s3:RequestObjectTagKeys")]
    public async Task RequestObjectTag_OfPutObjectTagging_IsThatOfTheDocument(string op, string key)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutPolicyAsync(host, Statement("Allow", "s3:PutObjectTagging", $"\"{op}\":{{\"{key}\":\"b\"}}"));
        var tag = (string tag, params KeyValuePair<string, string>[] headers) => host.Client.SendAsync(new S3Request("PUT", "/bucket/k?tagging")
        {
            Signer = TestIdentities.Bob,
            Headers = [.. headers],
            Body = Digests.Utf8($"<Tagging><TagSet><Tag><Key>{tag}</Key><Value>{(tag == "b" ? "a" : "b")}</Value></Tag></TagSet></Tagging>"),
        });
        var (allowed, other) = key.EndsWith('a') ? ("a", "c") : ("b", "a");

        Assert.Equal(200, (await tag(allowed)).Status);
        Assert.Equal(403, (await tag(other)).Status);
        Assert.Equal(403, (await tag(other, new KeyValuePair<string, string>("x-amz-tagging", "a=b&b=a"))).Status);
    }

    /// <summary>What an operation does not read does not count for it.</summary>
    [Fact]
    public async Task RequestObjectTag_OfAnOperationThatSetsNone_IsNotThatOfItsHeader()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutPolicyAsync(host, Statement("Allow", "s3:*", "\"StringEquals\":{\"s3:RequestObjectTag/a\":\"b\"}"));
        var send = (string method) => host.Client.SendAsync(new S3Request(method, "/bucket/k") { Signer = TestIdentities.Bob, Headers = [new("x-amz-tagging", "a=b")] });

        Assert.Equal(200, (await send("PUT")).Status);
        Assert.Equal(403, (await send("DELETE")).Status);
    }

    /// <summary>What is not a listing does not read what a listing is asked by.</summary>
    [Theory]
    [InlineData("StringLike", "s3:prefix", "home/*", "prefix=home/x", "prefix=other")]
    [InlineData("StringEquals", "s3:delimiter", "/", "delimiter=/", "delimiter=-")]
    [InlineData("NumericLessThan", "s3:max-keys", "10", "max-keys=5", "max-keys=50")]
    public async Task ListingKeys_OfAnOperationThatDoesNotList_AreAbsent(string op, string key, string value, string allowed, string other)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutPolicyAsync(host, Statement("Allow", "s3:*", $"\"{op}\":{{\"{key}\":\"{value}\"}}").Replace("bucket/*", "bucket*", StringComparison.Ordinal));
        var status = async (string method, string target) => (await SendAsync(host, method, target, TestIdentities.Bob)).Status;

        foreach (var listing in new[] { "", "list-type=2&", "versions&", "uploads&" })
        {
            Assert.Equal(200, await status("GET", $"/bucket?{listing}{allowed}"));
            Assert.Equal(403, await status("GET", $"/bucket?{listing}{other}"));
        }

        Assert.Equal(403, await status("GET", "/bucket/k?" + allowed));
        Assert.Equal(403, await status("HEAD", "/bucket?" + allowed));
        Assert.Equal(403, await status("DELETE", "/bucket/k?" + allowed));
        Assert.Equal(["AccessDenied"], (await DeleteManyAsync(host, "&" + allowed)).Values("Code"));
    }

    [Fact]
    public async Task Headers_OfAnOperationThatDoesNotReadThem_AreAbsent()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await SendAsync(host, "PUT", "/bobs-bucket", TestIdentities.Bob);
        await PutPolicyAsync(host, Statement("Allow", "s3:*", "\"StringEquals\":{\"s3:x-amz-acl\":\"bucket-owner-full-control\"}"));
        var acl = new KeyValuePair<string, string>("x-amz-acl", "bucket-owner-full-control");
        var status = async (string method, string target, params KeyValuePair<string, string>[] headers) =>
            (await host.Client.SendAsync(new S3Request(method, target) { Signer = TestIdentities.Bob, Headers = [acl, .. headers] })).Status;

        Assert.Equal(200, await status("PUT", "/bucket/new"));
        Assert.Equal(200, await status("PUT", "/bucket/k?acl"));
        Assert.Equal(403, await status("GET", "/bucket/k"));
        Assert.Equal(403, await status("DELETE", "/bucket/k"));
        Assert.Equal(403, await status("PUT", "/bobs-bucket/copy", new KeyValuePair<string, string>("x-amz-copy-source", "bucket/k")));
        Assert.Equal(403, await status("PUT", "/bucket/new", new KeyValuePair<string, string>("if-match", "\"0\"")));
        Assert.Equal(["AccessDenied"], (await DeleteManyAsync(host, "", acl)).Values("Code"));
    }

    /// <summary>Of the headers only those of lists are read where a list is set.</summary>
    [Fact]
    public async Task Headers_OfASetList_AreThoseOfLists()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutPolicyAsync(host, Statement("Allow", "s3:*", "\"StringEquals\":{\"s3:x-amz-storage-class\":\"STANDARD\"}"));
        var put = (string target) => host.Client.SendAsync(new S3Request("PUT", target)
        {
            Signer = TestIdentities.Bob,
            Headers = [new("x-amz-acl", "private"), new("x-amz-storage-class", "STANDARD")],
        });

        Assert.Equal(200, (await put("/bucket/new")).Status);
        Assert.Equal(403, (await put("/bucket/k?acl")).Status);
    }

    [Theory]
    [InlineData("s3:DeleteObjectVersion", "DELETE", "")]
    [InlineData("s3:BypassGovernanceRetention", "DELETE", "")]
    [InlineData("s3:PutObjectRetention", "PUT", "&retention")]
    public async Task BypassHeader_OfWhatReadsIt_Decides(string action, string method, string subresource)
    {
        await using var host = await StartWithLocksAsync();
        var put = await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", "2050-01-01T00:00:00Z"));
        await PutPolicyAsync(host, Statement("Deny", action, "\"StringEquals\":{\"s3:x-amz-bypass-governance-retention\":\"true\"}"));
        var send = () => host.Client.SendAsync(
            method, $"/bucket/k?versionId={put["x-amz-version-id"]}{subresource}", method == "PUT" ? Digests.Utf8(Governance2040) : null, ("x-amz-bypass-governance-retention", "true"));

        var denied = await send();
        await host.Client.SendAsync("DELETE", "/bucket?policy");

        Assert.Equal((403, "AccessDenied"), (denied.Status, denied.Code));
        Assert.InRange((await send()).Status, 200, 204);
    }

    /// <summary>Reading has the headers of the key that it opens the object with; of a copy they are about what it makes.</summary>
    [Fact]
    public async Task CustomerKeyHeaders_OfReading_Decide()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutPolicyAsync(host, Statement("Deny", "s3:GetObject", "\"Null\":{\"s3:x-amz-server-side-encryption-customer-algorithm\":\"false\"}"));
        (string, string) algorithm = ("x-amz-server-side-encryption-customer-algorithm", "AES256");

        foreach (var method in new[] { "GET", "HEAD" }) Assert.Equal(403, (await host.Client.SendAsync(method, "/bucket/k", null, algorithm)).Status);
        Assert.Equal(403, (await host.Client.SendAsync("GET", "/bucket/k?attributes", null, algorithm, ("x-amz-object-attributes", "ETag"))).Status);
        Assert.Equal(200, (await host.Client.SendAsync("GET", "/bucket/k")).Status);
        Assert.Equal(400, (await host.Client.SendAsync("PUT", "/bucket/copy", null, algorithm, ("x-amz-copy-source", "bucket/k"))).Status);
    }

    [Fact]
    public async Task PutBucketPolicy_DenialUnderAConditionThatNeverHolds_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var put = (string effect) => host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(Statement(effect, "s3:GetObject", "\"StringEquals\":{\"s3:x-amz-acl\":\"private\"}")));

        var refused = await put("Deny");

        Assert.Equal((400, "MalformedPolicy", "Conditions do not apply to combination of actions and resources in statement"), (refused.Status, refused.Code, refused.Value("Message")));
        Assert.Equal(204, (await put("Allow")).Status);
    }

    [Theory]
    [InlineData("retention", "s3:object-lock-mode", "StringEquals", "COMPLIANCE", Governance2040, Compliance2040, "x-amz-object-lock-mode", "GOVERNANCE")]
    [InlineData("retention", "s3:object-lock-retain-until-date", "DateGreaterThan", "2050-01-01T00:00:00Z", Governance2040, Governance2100, "x-amz-object-lock-retain-until-date", "2040-01-01T00:00:00Z")]
    [InlineData("legal-hold", "s3:object-lock-legal-hold", "StringEquals", "OFF", HoldOn, HoldOff, "x-amz-object-lock-legal-hold", "ON")]
    public async Task ObjectLock_OfItsOperations_IsThatOfTheDocument(string subresource, string key, string op, string value, string allowed, string denied, string header, string sent)
    {
        await using var host = await StartWithLocksAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutPolicyAsync(host, Statement("Deny", "s3:PutObject*", $"\"{op}\":{{\"{key}\":\"{value}\"}}"));

        Assert.Equal(403, (await host.Client.SendAsync("PUT", $"/bucket/k?{subresource}", Digests.Utf8(denied))).Status);
        Assert.Equal(403, (await host.Client.SendAsync("PUT", $"/bucket/k?{subresource}", Digests.Utf8(denied), (header, sent))).Status);
        Assert.Equal(200, (await host.Client.SendAsync("PUT", $"/bucket/k?{subresource}", Digests.Utf8(allowed))).Status);
    }

    [Theory]
    [InlineData("2040-01-01T00:00:00Z", 200)]
    [InlineData("Sun, 01 Jan 2040 00:00:00 GMT", 200)]
    [InlineData("2100-01-01T00:00:00Z", 403)]
    [InlineData("Fri, 01 Jan 2100 00:00:00 GMT", 403)]
    public async Task RetainUntilDate_OfAWrite_IsComparedInWhicheverForm(string until, int status)
    {
        await using var host = await StartWithLocksAsync();
        await PutPolicyAsync(host, Statement("Deny", "s3:PutObjectRetention", "\"DateGreaterThan\":{\"s3:object-lock-retain-until-date\":\"2050-01-01T00:00:00Z\"}"));

        var answer = await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", until));

        Assert.Equal(status, answer.Status);
    }

    /// <summary>A day that has begun counts as one, so that a date ten days from when the request was made is within ten days.</summary>
    [Theory]
    [InlineData(10, 0, 200)]
    [InlineData(10, 1, 403)]
    [InlineData(3, 0, 200)]
    [InlineData(2, 0, 403)]
    public async Task RemainingRetentionDays_OfWhatIsRequested_AreBounded(int days, int hours, int status)
    {
        await using var host = await StartWithLocksAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        const string within = "\"NumericGreaterThan\":{\"s3:object-lock-remaining-retention-days\":\"10\"}";
        const string atLeast = "\"NumericLessThan\":{\"s3:object-lock-remaining-retention-days\":\"3\"}";
        await PutPolicyAsync(host, $"{{\"Statement\":[{RetentionDeny(within)},{RetentionDeny(atLeast)}]}}");
        var until = PrincipalKeys.TimeText(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(days) + TimeSpan.FromHours(hours));

        var put = await host.Client.SendAsync("PUT", "/bucket/new", [1], ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", until));
        var set = await host.Client.SendAsync("PUT", "/bucket/k?retention", Digests.Utf8($"<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>{until}</RetainUntilDate></Retention>"));

        Assert.Equal((status, status), (put.Status, set.Status));
        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket/unlocked", [1])).Status);
    }

    /// <summary>Where no policy can ask about a document it is not read for who may not.</summary>
    [Theory]
    [InlineData(false, 403)]
    [InlineData(true, 400)]
    public async Task PutObjectTagging_OfAStranger_IsDeniedBeforeItsDocumentUnlessThereAreConditions(bool hasPolicy, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        if (hasPolicy) await PutPolicyAsync(host, Statement("Allow", "s3:PutObjectTagging", "\"StringEquals\":{\"s3:RequestObjectTag/a\":\"b\"}"));

        var answer = await host.Client.SendAsync(new S3Request("PUT", "/bucket/k?tagging") { Signer = TestIdentities.Bob, Body = Digests.Utf8("<Tagging>") });

        Assert.Equal(status, answer.Status);
    }

    private static async Task<GatewayHost> StartWithLocksAsync()
    {
        var host = await GatewayHost.StartAsync();
        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket", null, ("x-amz-bucket-object-lock-enabled", "true"))).Status);
        return host;
    }

    private static string Statement(string effect, string action, string condition) =>
        $"{{\"Statement\":[{{\"Effect\":\"{effect}\",\"Principal\":\"*\",\"Action\":\"{action}\",\"Resource\":\"arn:aws:s3:::bucket/*\",\"Condition\":{{{condition}}}}}]}}";

    private static string RetentionDeny(string condition) =>
        $"{{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:PutObjectRetention\",\"Resource\":\"arn:aws:s3:::bucket/*\",\"Condition\":{{{condition}}}}}";

    private static void AfterObjectReads(GatewayHost host, int reads, Func<Task> action) => host.Index.AfterNextObjectRead = () =>
    {
        if (reads == 1) return action();
        AfterObjectReads(host, reads - 1, action);
        return Task.CompletedTask;
    };

    private static Task<S3Response> DeleteManyAsync(GatewayHost host, string query, params KeyValuePair<string, string>[] headers)
    {
        var body = Digests.Utf8("<Delete><Object><Key>k</Key></Object></Delete>");
        return host.Client.SendAsync(new S3Request("POST", "/bucket?delete" + query) { Signer = TestIdentities.Bob, Body = body, Headers = [new("content-md5", Digests.Md5Base64(body)), .. headers] });
    }

    private static async Task PutPolicyAsync(GatewayHost host, string policy) =>
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(policy))).Status);

    private static async Task<(string First, string Second)> PutVersionsAsync(GatewayHost host)
    {
        await host.Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        var first = (await host.Client.SendAsync("PUT", "/bucket/k", [1]))["x-amz-version-id"]!;
        return (first, (await host.Client.SendAsync("PUT", "/bucket/k", [2]))["x-amz-version-id"]!);
    }

    private static Task<S3Response> CopyAsync(GatewayHost host, string source) =>
        host.Client.SendAsync(new S3Request("PUT", "/bobs-bucket/copy") { Signer = TestIdentities.Bob, Headers = [new("x-amz-copy-source", source)] });

    private static Task<S3Response> SendAsync(GatewayHost host, string method, string target, Identity? signer) =>
        host.Client.SendAsync(new S3Request(method, target) { Signer = signer });
}
