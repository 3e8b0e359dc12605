using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.LeaderElection;
using ObjectStore.Kubernetes.Watching;

namespace ObjectStore.Kubernetes.Hosting;

/// <summary>Runs the controllers and the leader's tasks while this process leads. Caches are filled before, so that taking over is quick.</summary>
internal sealed class OperatorService(
    IEnumerable<IControllerRunner> controllers, IEnumerable<ILeaderTask> tasks, InformerFactory informers, LeaderElector elector, IOptions<OperatorSettings> settings) : BackgroundService
{
    private readonly IControllerRunner[] _controllers = [.. controllers];
    private readonly ILeaderTask[] _tasks = [.. tasks];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var controller in _controllers) controller.Prepare();
        informers.Start();
        if (settings.Value.LeaderElection) await elector.RunAsync(LeadAsync, stoppingToken);
        else await LeadAsync(stoppingToken);
    }

    /// <summary>Ends when all have ended; one that fails ends the others.</summary>
    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll([
            .. _controllers.Select(controller => WatchedAsync(controller.RunAsync)),
            .. _tasks.Select(task => WatchedAsync(task.RunAsync)),
            WatchedAsync(static token => Task.Delay(Timeout.InfiniteTimeSpan, token)),
        ]);

        async Task WatchedAsync(Func<CancellationToken, Task> run)
        {
            try
            {
                await run(failing.Token);
            }
            catch (OperationCanceledException) when (failing.IsCancellationRequested)
            {
                // Asked to.
            }
            catch
            {
                await failing.CancelAsync();
                throw;
            }
        }
    }
}
