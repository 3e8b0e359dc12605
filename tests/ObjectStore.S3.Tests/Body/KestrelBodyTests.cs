using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Tests.Auth;

namespace ObjectStore.S3.Tests.Body;

/// <summary>What a real server makes of requests and of clients that stop: over loopback, since Kestrel's limits are part of the behaviour.</summary>
[Trait("Category", "Integration")]
public sealed class KestrelBodyTests : IAsyncLifetime
{
    private static readonly byte[] Data = [.. Enumerable.Range(0, 100_000).Select(value => (byte)(value * 7))];
    private readonly TaskCompletionSource<string> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SigV4Verifier _verifier = new(new Credentials(), new SigV4Options(), new FixedTime(Upload.Now));
    private WebApplication? _application;

    /// <summary>None unless a test is about it: on a busy machine any client may stop for a second.</summary>
    private MinDataRate? _minRate;

    private Uri Address => new(_application!.Urls.Single());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => options.Limits.MinRequestBodyDataRate = null);
        _application = builder.Build();
        _application.Run(ReceiveAsync);
        await _application.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _application!.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receive_WholeUpload_IsVerified(bool isChunked)
    {
        var head = isChunked ? Chunked(out var wire) : Plain(out wire);

        using var connection = await SendAsync(head, wire, isClosed: false);

        Assert.Equal($"{Data.Length} bytes", await OutcomeAsync());
    }

    [Fact]
    public async Task Receive_ClientThatStopsSending_IsTimedOut()
    {
        _minRate = new MinDataRate(bytesPerSecond: 1000, gracePeriod: TimeSpan.FromSeconds(1.1));
        using var connection = await SendAsync(Plain(out var wire), wire.AsMemory(..1000), isClosed: false);

        Assert.Equal(nameof(S3ErrorCode.RequestTimeout), await OutcomeAsync());
    }

    [Fact]
    public async Task Receive_ClientThatCloses_IsIncomplete()
    {
        using var connection = await SendAsync(Chunked(out var wire), wire.AsMemory(..1000), isClosed: true);

        Assert.Equal(nameof(S3ErrorCode.IncompleteBody), await OutcomeAsync());
    }

    private static string Plain(out byte[] wire) => Head(Upload.Plain(wire = Data, "UNSIGNED-PAYLOAD"), out wire);

    private static string Chunked(out byte[] wire) => Head(Upload.Chunked(Data, 40_000, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), out wire);

    private static string Head(Upload upload, out byte[] wire)
    {
        wire = upload.Wire;
        var head = new StringBuilder("PUT /b/k HTTP/1.1\r\n");
        foreach (var header in upload.Request.Headers) head.Append(header.Key).Append(": ").Append(header.Value.ToString()).Append("\r\n");
        return head.Append("\r\n").ToString();
    }

    private async Task<TcpClient> SendAsync(string head, ReadOnlyMemory<byte> wire, bool isClosed)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(Address.Host, Address.Port, TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head), TestContext.Current.CancellationToken);
        await stream.WriteAsync(wire, TestContext.Current.CancellationToken);
        if (isClosed) connection.Close();
        return connection;
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpMinRequestBodyDataRateFeature>().MinDataRate = _minRate;
        try
        {
            await using var body = RequestBody.Create(context.Request, _verifier.Verify(context.Request), BodyRequirements.ForObject);
            var stripe = new byte[30_000];
            while (await body.ReadAsync(stripe, context.RequestAborted) > 0) await body.HashedAsync();
            _outcome.TrySetResult($"{body.Digests.LengthBytes} bytes");
        }
        catch (S3Exception exception)
        {
            _outcome.TrySetResult(exception.Error.Code.ToString());
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The connection's end may be noticed first as the request's cancellation.
            _outcome.TrySetResult(nameof(S3ErrorCode.IncompleteBody));
        }
    }

    private Task<string> OutcomeAsync() => _outcome.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
}
