using Microsoft.Extensions.Hosting;

namespace ObjectStore.Operator.Curators;

/// <summary>A host inside a process listens to no signals: it ends when the process says so.</summary>
internal sealed class DetachedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
