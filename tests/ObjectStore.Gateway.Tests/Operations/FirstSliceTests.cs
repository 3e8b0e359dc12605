using System.Security.Cryptography;
using System.Text;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

public class FirstSliceTests
{
    [Fact]
    public async Task PutObject_ThenGetHeadListDelete_SeesOneObject()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var body = Encoding.UTF8.GetBytes("hello");
        var etag = $"\"{Convert.ToHexStringLower(MD5.HashData(body))}\"";

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
}
