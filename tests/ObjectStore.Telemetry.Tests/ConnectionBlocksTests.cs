using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Buffers;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Telemetry.Tests;

public sealed class ConnectionBlocksTests
{
    [Fact]
    public async Task UseKestrelWithBlocks_OfAConnection_IsThePoolThatItReceivesInto()
    {
        var pool = new TaskCompletionSource<MemoryPool<byte>?>();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.WebHost.UseKestrelWithBlocks().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(next => connection =>
        {
            pool.TrySetResult(connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool);
            return next(connection);
        })));
        await using var application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(address), TestContext.Current.CancellationToken);

        Assert.IsType<ConnectionBlockPool>(await pool.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }
}
