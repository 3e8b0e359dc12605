using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Health.Messages;
using ObjectStore.Rpc.Security;
using ObjectStore.Rpc.Server;
using static ObjectStore.Rpc.Health.Messages.HealthCheckResponse.Types;

namespace ObjectStore.Rpc.Health;

/// <summary>The service <c>grpc.health.v1.Health</c>: whether this process serves. Thread-safe.</summary>
public sealed class HealthService
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _services;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isServing;
    private bool _isStopped;

    /// <summary>Reports on these services, and on the empty name, which stands for the process. Not serving at first.</summary>
    public HealthService(IEnumerable<string> services) => _services = [.. services, ""];

    /// <summary>The methods; everybody of the cluster may call them.</summary>
    public RpcServiceDefinition Definition => new RpcServiceDefinition()
        .AddUnary(HealthMethods.Check, PeerRoles.Any, CheckAsync)
        .AddServerStreaming(HealthMethods.Watch, PeerRoles.Any, WatchAsync);

    /// <summary>Tells those who ask, and those who watch, from now on.</summary>
    public void Set(bool isServing) => Change(isServing, isStopped: false);

    /// <summary>Not serving, for good: those who watch are told, and their calls end.</summary>
    public void Stop() => Change(isServing: false, isStopped: true);

    private void Change(bool isServing, bool isStopped)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _isStopped |= isStopped;
            _isServing = isServing && !_isStopped;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }

    private ValueTask<HealthCheckResponse> CheckAsync(HealthCheckRequest request, ServerCallContext context) =>
        _services.Contains(request.Service)
            ? ValueTask.FromResult(new HealthCheckResponse { Status = Read().Status })
            : throw new RpcException(new Status(StatusCode.NotFound, "There is no such service."));

    private async Task WatchAsync(HealthCheckRequest request, IAsyncStreamWriter<HealthCheckResponse> responses, ServerCallContext context)
    {
        var isKnown = _services.Contains(request.Service);
        while (true)
        {
            var (status, changed, isStopped) = Read();
            await responses.WriteAsync(new HealthCheckResponse { Status = isKnown ? status : ServingStatus.ServiceUnknown }, context.CancellationToken).ConfigureAwait(false);
            if (isStopped) return;
            await changed.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        }
    }

    private (ServingStatus Status, Task Changed, bool IsStopped) Read()
    {
        lock (_lock) return (_isServing ? ServingStatus.Serving : ServingStatus.NotServing, _changed.Task, _isStopped);
    }
}
