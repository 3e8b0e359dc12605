using Microsoft.Extensions.Options;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.S3.Body;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.Middleware;

/// <summary>One document of the largest size fills the budget; whatever has one, the others are told to slow down.</summary>
public class DocumentBudgetTests
{
    private const int DocumentBytes = 4 << 20;

    /// <summary>What a document of the largest size needs: itself, and a byte to find its end.</summary>
    private const long OneDocument = DocumentBudget.BytesPerDocumentByte * (DocumentBytes + 1L);

    public static TheoryData<string, string, string> Documents => new()
    {
        { "POST", "/bucket?delete", "<Delete><Object><Key>k</Key></Object></Delete>" },
        { "POST", "/bucket/k?uploadId=0123456789abcdef0123456789abcdef", "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>e</ETag></Part></CompleteMultipartUpload>" },
        { "PUT", "/bucket", "<CreateBucketConfiguration><LocationConstraint>us-east-1</LocationConstraint></CreateBucketConfiguration>" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Document_OverTheMemoryOfAll_IsToldToSlowDownAtOnce(string method, string target, string document)
    {
        await using var host = await StartAsync();
        using var occupying = await host.Client.ConnectAsync();
        var large = Delete(DocumentBytes - 53);
        await BeginAsync(host, occupying, large);

        var refused = await SendAsync(host, method, target, document);
        var read = await host.Client.SendAsync("GET", "/bucket");
        await occupying.WriteAsync(large.Body.AsMemory(large.Body.Length - 10));
        var done = await occupying.ReadAsync("POST");
        await WaitForAsync(host, 0);
        var after = await SendAsync(host, method, target, document);

        Assert.Equal((503, "SlowDown", "1"), (refused.Status, refused.Code, refused["retry-after"]));
        Assert.Equal((200, 200), (read.Status, done.Status));
        Assert.NotEqual(503, after.Status);
    }

    [Fact]
    public async Task Document_OfAClientThatGoesAway_IsGivenBack()
    {
        await using var host = await StartAsync();
        using (var occupying = await host.Client.ConnectAsync())
            await BeginAsync(host, occupying, Delete(DocumentBytes - 53));

        await WaitForAsync(host, 0);

        Assert.Equal(200, (await SendAsync(host, "POST", "/bucket?delete", "<Delete><Object><Key>k</Key></Object></Delete>")).Status);
    }

    [Fact]
    public async Task Start_LessMemoryThanOneDocument_IsRefused() => await Assert.ThrowsAsync<OptionsValidationException>(
        () => GatewayHost.StartAsync(("Gateway:DocumentMemoryBytesMax", $"{OneDocument - 1}")));

    private static Task<GatewayHost> StartAsync() => GatewayHost.StartWithBucketAsync(("Gateway:DocumentMemoryBytesMax", $"{OneDocument}"));

    private static S3Request Delete(int padding)
    {
        var body = Digests.Utf8($"<Delete><!--{new string(' ', padding)}--><Object><Key>k</Key></Object></Delete>");
        return new S3Request("POST", "/bucket?delete") { Body = body, Headers = [new("content-md5", Digests.Md5Base64(body))] };
    }

    /// <summary>Sends all of a document but its end, and waits until that is paid for.</summary>
    private static async Task BeginAsync(GatewayHost host, S3Connection connection, S3Request request)
    {
        Assert.Equal(DocumentBytes, request.Body.Length);
        await connection.WriteAsync(host.Client.Head(request));
        await connection.WriteAsync(request.Body.AsMemory(0, request.Body.Length - 10));
        await WaitForAsync(host, DocumentBudget.BytesPerDocumentByte * (long)DocumentBytes);
    }

    private static Task<S3Response> SendAsync(GatewayHost host, string method, string target, string document)
    {
        var body = Digests.Utf8(document);
        return host.Client.SendAsync(method, target, body, ("content-md5", Digests.Md5Base64(body)));
    }

    private static Task WaitForAsync(GatewayHost host, long reservedBytes) => Wait.UntilAsync(() => host.Documents.ReservedBytes == reservedBytes);
}
