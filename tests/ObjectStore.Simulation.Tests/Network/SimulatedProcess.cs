using ObjectStore.Simulation.Tests.Kernel;

namespace ObjectStore.Simulation.Tests.Network;

/// <summary>One life of a process. Once it is killed, none of its timers fires and no call of it returns: it stops between any two steps, for good.</summary>
internal sealed class SimulatedProcess(SimulatedWorld world, string name, TimeSpan clockError)
{
    private readonly TaskCompletionSource _died = new();

    public string Name => name;

    public bool IsAlive { get; private set; } = true;

    /// <summary>Completes when it is killed.</summary>
    public Task Died => _died.Task;

    /// <summary>The clock as this process sees it.</summary>
    public TimeProvider Clock => field ??= new ProcessClock(world.Clock, this, clockError);

    public void Kill()
    {
        if (!IsAlive) return;
        IsAlive = false;
        world.Trace.Add($"{name} dies");
        _died.SetResult();
    }

    private sealed class ProcessClock(SimulatedClock clock, SimulatedProcess process, TimeSpan error) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + error;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.CreateTimer(_ => { if (process.IsAlive) callback(state); }, null, dueTime, period);
    }
}
