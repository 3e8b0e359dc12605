using Microsoft.Extensions.Hosting;

namespace ObjectStore.Kubernetes.Tests.ApiServers;

/// <summary>A host that runs until its test has ended.</summary>
/// <remarks>Never disposed of but asynchronously: <see cref="IDisposable.Dispose"/> waits on a thread of the tests for work that goes on there, and with all of them waiting nothing goes on.</remarks>
internal sealed class TestHost(IHost host) : IAsyncDisposable
{
    public IServiceProvider Services => host.Services;

    public static async Task<TestHost> StartAsync(IHost host)
    {
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new TestHost(host);
    }

    public Task StopAsync() => host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
