using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Curator.Events;
using Xunit;

namespace ObjectStore.Curator.Tests.Events;

/// <summary>The webhook against a real server on a free port.</summary>
public sealed class WebhookSenderTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Body, IHeaderDictionary Headers)> _received = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("objectstore-events-").FullName;
    private WebApplication _server = null!;
    private Func<HttpContext, Task> _answer = static _ => Task.CompletedTask;
    private Uri _url = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static EventMessage Message => new("id-1", "{\"Records\":[]}"u8.ToArray());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            _received.Enqueue((await reader.ReadToEndAsync(http.RequestAborted), new HeaderDictionary(http.Request.Headers.ToDictionary())));
            await _answer(http);
        });
        await _server.StartAsync(Cancel);
        _url = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(204, null)]
    [InlineData(302, "HTTP 302")]
    [InlineData(400, "HTTP 400")]
    [InlineData(503, "HTTP 503")]
    public async Task Send_AnswerOfServer_AcknowledgesOnlySuccess(int status, string? failure)
    {
        _answer = http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "http://127.0.0.1:1/";
            return Task.CompletedTask;
        };
        using var sender = Make();

        Assert.Equal(failure, await sender.SendAsync(Message, Cancel));

        Assert.Equal("{\"Records\":[]}", Assert.Single(_received).Body);
        Assert.Equal("id-1", _received.Single().Headers["X-ObjectStore-Event-Id"]);
        Assert.Equal("application/json", _received.Single().Headers.ContentType);
    }

    [Fact]
    public async Task Send_TokenAndKey_AreReadFromTheirFilesEachTime()
    {
        var (token, key) = (Path.Combine(_folder, "token"), Path.Combine(_folder, "key"));
        await File.WriteAllTextAsync(token, "secret-1\n", Cancel);
        await File.WriteAllTextAsync(key, "hmac\n", Cancel);
        using var sender = Make(tokenFile: token, keyFile: key);

        Assert.Null(await sender.SendAsync(Message, Cancel));
        await File.WriteAllTextAsync(token, "secret-2", Cancel);
        Assert.Null(await sender.SendAsync(Message, Cancel));

        Assert.Equal(["Bearer secret-1", "Bearer secret-2"], _received.Select(static each => each.Headers.Authorization.ToString()));
        var parts = _received.First().Headers["X-ObjectStore-Signature"].ToString().Split(',', '=');
        var signed = HMACSHA256.HashData("hmac"u8, Encoding.UTF8.GetBytes($"{parts[1]}.{{\"Records\":[]}}"));
        Assert.Equal(Convert.ToHexStringLower(signed), parts[3]);
        var age = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - long.Parse(parts[1], CultureInfo.InvariantCulture);
        Assert.InRange(age, -1, 600);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("a\rb")]
    public async Task Send_TokenThatNoHeaderCanHold_FailsAndSaysSo(string text)
    {
        var token = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(token, text, Cancel);
        using var sender = Make(tokenFile: token);

        Assert.Equal("a file of the settings holds what no header can", await sender.SendAsync(Message, Cancel));
    }

    [Fact]
    public async Task Send_ServerHangs_GivesUpInTime()
    {
        _answer = static http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        using var sender = Make(timeout: TimeSpan.FromMilliseconds(200));

        Assert.Equal("no answer in time", await sender.SendAsync(Message, Cancel));
    }

    [Fact]
    public async Task Send_ServerCloses_Fails()
    {
        _answer = static http =>
        {
            http.Abort();
            return Task.CompletedTask;
        };
        using var sender = Make();

        Assert.NotNull(await sender.SendAsync(Message, Cancel));
    }

    [Fact]
    public async Task Send_NobodyListensOrFileMissing_Fails()
    {
        using var sender = Make(tokenFile: Path.Combine(_folder, "absent"));
        Assert.Equal("a file of the settings is not there", await sender.SendAsync(Message, Cancel));

        await _server.StopAsync(Cancel);
        using var other = Make();
        Assert.Equal("ConnectionError", await other.SendAsync(Message, Cancel));
    }

    private WebhookSender Make(string tokenFile = "", string keyFile = "", TimeSpan? timeout = null) => new(
        new DestinationOptions { Url = _url.ToString(), TokenFile = tokenFile, HmacKeyFile = keyFile }, new EventOptions { RequestTimeout = timeout ?? TimeSpan.FromSeconds(60) }, TimeProvider.System);
}
