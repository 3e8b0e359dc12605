using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Authorization;

/// <summary>An object that is replaced through another gateway while somebody who may change its list, but not the new one's, does so. Alice owns the bucket.</summary>
public class ObjectAclRaceTests
{
    [Fact]
    public async Task PutObjectAcl_ObjectReplacedMeanwhile_IsJudgedOnTheNewOne()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await using var other = await host.StartBesideAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-grant-write-acp", "id=\"bob\""));
        host.Index.BeforeNextObjectCommit = async () => Assert.Equal(200, (await other.Client.SendAsync("PUT", "/bucket/k", [2])).Status);

        var put = await PutAclAsync(host);
        var read = await host.Client.SendAsync(new S3Request("GET", "/bucket/k") { Signer = TestIdentities.Bob });
        var list = await host.Client.SendAsync("GET", "/bucket/k?acl");

        Assert.Equal((403, "AccessDenied", 403), (put.Status, put.Code, read.Status));
        Assert.Equal(["alice"], list.Values("ID").Distinct());
    }

    /// <summary>A list is made for an owner: for the object of another it would mean something else than was asked for.</summary>
    [Fact]
    public async Task PutObjectAcl_ObjectOfAnotherOwnerMeanwhile_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await using var other = await host.StartBesideAsync();
        await host.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read-write"));
        await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-grant-write-acp", "id=\"bob\""));
        host.Index.BeforeNextObjectCommit = async () =>
            Assert.Equal(200, (await other.Client.SendAsync(new S3Request("PUT", "/bucket/k") { Signer = TestIdentities.Bob, Body = [2] })).Status);

        var put = await PutAclAsync(host);

        Assert.Equal((403, "AccessDenied"), (put.Status, put.Code));
    }

    private static Task<S3Response> PutAclAsync(GatewayHost host) => host.Client.SendAsync(
        new S3Request("PUT", "/bucket/k?acl") { Signer = TestIdentities.Bob, Headers = [new("x-amz-grant-full-control", "id=\"bob\"")] });
}
