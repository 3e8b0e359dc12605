using System.Globalization;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

public sealed class LifecycleTests
{
    [Fact]
    public async Task Lifecycle_PutGetDelete_RoundTrips()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        const string rule = "<Rule><ID>r</ID><Filter><Prefix>logs/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule>";

        var none = await host.Client.SendAsync("GET", "/bucket?lifecycle");
        var put = await PutAsync(host, rule);
        var get = await host.Client.SendAsync("GET", "/bucket?lifecycle");
        var deleted = await host.Client.SendAsync("DELETE", "/bucket?lifecycle");
        var again = await host.Client.SendAsync("DELETE", "/bucket?lifecycle");

        Assert.Equal((404, "NoSuchLifecycleConfiguration"), (none.Status, none.Code));
        Assert.Equal((200, 200, 204, 204), (put.Status, get.Status, deleted.Status, again.Status));
        Assert.Contains(rule, get.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await host.Client.SendAsync("GET", "/bucket?lifecycle")).Status);
    }

    [Fact]
    public async Task PutLifecycle_RulesWithoutNames_GetDifferentOnes()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        const string rule = "<Rule><Prefix/><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule>";

        await PutAsync(host, rule + rule);

        var ids = (await host.Client.SendAsync("GET", "/bucket?lifecycle")).Values("ID");
        Assert.Equal(2, ids.Distinct().Count());
        Assert.All(ids, static id => Assert.Equal(32, id.Length));
    }

    [Theory]
    [InlineData("", 400, "MalformedXML")]
    [InlineData("<Rule><Prefix/><Status>Enabled</Status></Rule>", 400, "InvalidRequest")]
    [InlineData("<Rule><Prefix/><Status>Enabled</Status><Expiration><Days>0</Days></Expiration></Rule>", 400, "InvalidArgument")]
    [InlineData("<Rule><Prefix/><Status>Enabled</Status><Transition><Days>0</Days><StorageClass>GLACIER</StorageClass></Transition></Rule>", 400, "InvalidStorageClass")]
    public async Task PutLifecycle_BadRules_ChangeNothing(string rules, int status, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await PutAsync(host, "<Rule><ID>kept</ID><Prefix/><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule>");

        var response = await PutAsync(host, rules);

        Assert.Equal((status, code), (response.Status, response.Code));
        Assert.Equal(["kept"], (await host.Client.SendAsync("GET", "/bucket?lifecycle")).Values("ID"));
    }

    /// <summary>A thousand rules of usual length are stored; what a bucket cannot hold is refused and changes nothing.</summary>
    [Theory]
    [InlineData(30, 200)]
    [InlineData(1_000, 400)]
    public async Task PutLifecycle_AThousandRules_AreTakenUpToTheRoomOfABucket(int prefixLength, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var rules = string.Concat(Enumerable.Range(0, 1_000).Select(i =>
            $"<Rule><ID>rule-{i:d6}</ID><Filter><Prefix>{new string('p', prefixLength)}</Prefix></Filter><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule>"));

        var response = await PutAsync(host, rules);

        Assert.Equal(status, response.Status);
        Assert.Equal(status == 200 ? 1_000 : 0, (await host.Client.SendAsync("GET", "/bucket?lifecycle")).Values("ID").Length);
    }

    /// <summary>Terraform waits until it reads the header that it wrote, and does not know that there might be none.</summary>
    [Theory]
    [InlineData(null, 200, "all_storage_classes_128K")]
    [InlineData("all_storage_classes_128K", 200, "all_storage_classes_128K")]
    [InlineData("varies_by_storage_class", 200, "varies_by_storage_class")]
    [InlineData("128K", 400, null)]
    public async Task PutLifecycle_MinimumOfTransitions_IsShownAgain(string? sent, int status, string? shown)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        const string document = "<LifecycleConfiguration><Rule><Prefix/><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule></LifecycleConfiguration>";
        (string, string)[] headers = sent is null ? [] : [("x-amz-transition-default-minimum-object-size", sent)];

        var put = await host.Client.SendAsync("PUT", "/bucket?lifecycle", Digests.Utf8(document), headers);
        var get = await host.Client.SendAsync("GET", "/bucket?lifecycle");

        Assert.Equal((status, shown, shown), (put.Status, put["x-amz-transition-default-minimum-object-size"], get["x-amz-transition-default-minimum-object-size"]));
        Assert.Equal(status == 200 ? null : "InvalidRequest", put.Code);
    }

    [Fact]
    public async Task GetAndHead_CurrentObjectOfARule_SayWhenItExpires()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await PutAsync(host, "<Rule><ID>a b</ID><Filter><And><Prefix>logs/</Prefix><Tag><Key>t</Key><Value>1</Value></Tag></And></Filter><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule>");
        var put = await host.Client.SendAsync("PUT", "/bucket/logs/tagged", [1], ("x-amz-tagging", "t=1"));
        var copied = await host.Client.SendAsync("PUT", "/bucket/logs/copied", null, ("x-amz-copy-source", "bucket/logs/tagged"));
        await host.Client.SendAsync("PUT", "/bucket/logs/other", [1]);

        var get = await host.Client.SendAsync("GET", "/bucket/logs/tagged");
        var head = await host.Client.SendAsync("HEAD", "/bucket/logs/tagged");

        var made = DateTimeOffset.Parse(get["last-modified"]!, CultureInfo.InvariantCulture);
        var due = new DateTimeOffset(made.Date.AddDays(4), TimeSpan.Zero).ToString("R", CultureInfo.InvariantCulture);
        Assert.Equal($"expiry-date=\"{due}\", rule-id=\"a%20b\"", get["x-amz-expiration"]);
        Assert.Equal((get["x-amz-expiration"], get["x-amz-expiration"]), (put["x-amz-expiration"], head["x-amz-expiration"]));
        Assert.Contains("rule-id=\"a%20b\"", copied["x-amz-expiration"], StringComparison.Ordinal);
        Assert.Null((await host.Client.SendAsync("GET", "/bucket/logs/other"))["x-amz-expiration"]);
        Assert.Null((await host.Client.SendAsync("GET", "/bucket/logs/tagged?versionId=null"))["x-amz-expiration"]);
    }

    [Fact]
    public async Task Uploads_OfARule_SayWhenTheyAreAborted()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await PutAsync(host, "<Rule><ID>a/b</ID><Filter><Prefix>logs/</Prefix></Filter><Status>Enabled</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>");

        var created = await host.Client.SendAsync("POST", "/bucket/logs/x?uploads");
        var listed = await host.Client.SendAsync("GET", "/bucket/logs/x?uploadId=" + created.Values("UploadId")[0]);
        var other = await host.Client.SendAsync("POST", "/bucket/other?uploads");

        var days = (DateTimeOffset.Parse(listed["x-amz-abort-date"]!, CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow()).TotalDays;
        Assert.InRange(days, 6.9, 8);
        Assert.Equal("a%2Fb", listed["x-amz-abort-rule-id"]);
        Assert.Equal((listed["x-amz-abort-date"], "a%2Fb"), (created["x-amz-abort-date"], created["x-amz-abort-rule-id"]));
        Assert.Null(other["x-amz-abort-date"]);
    }

    private static Task<S3Response> PutAsync(GatewayHost host, string rules) =>
        host.Client.SendAsync("PUT", "/bucket?lifecycle", Digests.Utf8($"<LifecycleConfiguration>{rules}</LifecycleConfiguration>"));
}
