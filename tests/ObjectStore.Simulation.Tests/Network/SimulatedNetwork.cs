using ObjectStore.Core.Errors;
using ObjectStore.Simulation.Tests.Kernel;

namespace ObjectStore.Simulation.Tests.Network;

/// <summary>Calls between processes.</summary>
/// <remarks>
/// Fault model: a request or its answer takes any time; a request may be lost, or arrive after its caller was told that it was lost; an answer may be lost, and the caller
/// does not learn whether the call was done. Between two processes nothing passes while they are cut off from one another. A process may be slow. A caller
/// that is told of a loss is told late, as by a deadline, or soon, as by a reset connection. Not modelled: changed bytes (the transport's own checks find them), one call done twice.
/// </remarks>
internal sealed class SimulatedNetwork(SimulatedWorld world)
{
    private readonly HashSet<(string, string)> _cuts = [];
    private readonly Dictionary<string, double> _slowSeconds = [];

    /// <summary>Share of messages that are lost.</summary>
    public double LossRate { get; set; }

    /// <summary>Nothing passes between the two from now on.</summary>
    public void Cut(string one, string other) => _cuts.Add(Ordered(one, other));

    /// <summary>All passes again, at the usual speed.</summary>
    public void Heal()
    {
        _cuts.Clear();
        _slowSeconds.Clear();
        LossRate = 0;
    }

    /// <summary>Ends one cut.</summary>
    public void Heal(string one, string other) => _cuts.Remove(Ordered(one, other));

    /// <summary>Every call to a process takes up to so many seconds longer; 0 ends that.</summary>
    public void Slow(string process, double seconds)
    {
        if (seconds > 0) _slowSeconds[process] = seconds;
        else _slowSeconds.Remove(process);
    }

    /// <summary>Calls another process. Never returns for a caller that is dead by then.</summary>
    /// <param name="from">The caller.</param>
    /// <param name="to">Who is called, as it is when the request arrives; null when there is nobody.</param>
    /// <param name="target">Name of who is called.</param>
    /// <param name="what">For the trace.</param>
    /// <param name="lost">What a caller is told whose call was lost.</param>
    /// <param name="serve">Does the call, on the called process.</param>
    /// <param name="cancellationToken">Stops waiting; the call may still be done.</param>
    public Task<T> CallAsync<T>(
        SimulatedProcess from, Func<SimulatedProcess?> to, string target, string what, StorageErrorCode lost, Func<Task<T>> serve, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        var answer = new TaskCompletionSource<T>();
        if (from.IsAlive) _ = DeliverAsync(from, to, target, what, lost, serve, answer);
        return answer.Task.WaitAsync(cancellationToken);
    }

    private async Task DeliverAsync<T>(
        SimulatedProcess from, Func<SimulatedProcess?> to, string target, string what, StorageErrorCode lost, Func<Task<T>> serve, TaskCompletionSource<T> answer)
    {
        await world.DelayAsync(LatencyTo(target));
        var called = to();
        if (called is not { IsAlive: true } || IsLost(from.Name, target))
        {
            world.Trace.Add($"{from.Name} > {target} {what} lost");
            await LoseAsync(from, target, lost, answer);

            // What was on its way for long may still arrive.
            if (called is { IsAlive: true } && world.Draw(0.3)) await ServeLateAsync(from, called, target, what, serve);
            return;
        }

        try
        {
            var result = await serve();
            world.Trace.Add($"{from.Name} > {target} {what}");
            if (!called.IsAlive || IsLost(from.Name, target))
            {
                await LoseAsync(from, target, lost, answer);
                return;
            }

            await world.DelayAsync(LatencyTo(target));
            if (from.IsAlive) answer.TrySetResult(result);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            world.Trace.Add($"{from.Name} > {target} {what}: {(exception as StorageException)?.Code}");
            await world.DelayAsync(LatencyTo(target));
            if (!called.IsAlive) await LoseAsync(from, target, lost, answer);
            else if (from.IsAlive) answer.TrySetException(exception);
        }
        catch (Exception exception)
        {
            if (from.IsAlive) answer.TrySetException(exception);
        }
    }

    private async Task ServeLateAsync<T>(SimulatedProcess from, SimulatedProcess called, string target, string what, Func<Task<T>> serve)
    {
        await world.DelayAsync(0, 10);
        if (!called.IsAlive) return;
        world.Trace.Add($"{from.Name} > {target} {what} late");
        try
        {
            await serve();
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            // Nobody waits for it.
        }
    }

    private async Task LoseAsync<T>(SimulatedProcess from, string target, StorageErrorCode lost, TaskCompletionSource<T> answer)
    {
        if (world.Draw(0.5)) await world.DelayAsync(0, 0.01);
        else await world.DelayAsync(0.1, 12);
        if (from.IsAlive) answer.TrySetException(new StorageException(lost, $"injected: no answer from {target}"));
    }

    private TimeSpan LatencyTo(string target)
    {
        var seconds = world.Random.NextDouble() * (world.Draw(0.02) ? 0.2 : 0.002);
        if (_slowSeconds.TryGetValue(target, out var slow)) seconds += slow * world.Random.NextDouble();
        return TimeSpan.FromSeconds(seconds);
    }

    private bool IsLost(string from, string to) => (_cuts.Count > 0 && _cuts.Contains(Ordered(from, to))) || world.Draw(LossRate);

    private static (string, string) Ordered(string one, string other) => string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
}
