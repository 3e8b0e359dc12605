using ObjectStore.Core;

namespace ObjectStore.Simulation.Tests.Kernel;

/// <summary>One thread, one clock, one source of chance: everything that happens between <see cref="Run"/> and its return follows from the seed.</summary>
internal sealed class SimulatedWorld
{
    /// <summary>Tasks that a run may take; one that takes more is taken to run in circles.</summary>
    private const long StepsMax = 20_000_000;

    private SimulatedWorld(int seed)
    {
        Seed = seed;
        Random = new Random(seed);
        Scheduler = new SimulatedScheduler(new Random(seed ^ 0x5C4ED));
        Clock = new SimulatedClock(Scheduler);
        Trace = new EventTrace(Clock);
    }

    public int Seed { get; }

    /// <summary>Decides faults, delays and what clients do.</summary>
    public Random Random { get; }

    public SimulatedScheduler Scheduler { get; }

    public SimulatedClock Clock { get; }

    public EventTrace Trace { get; }

    /// <summary>Runs a simulation to its end on this thread.</summary>
    /// <exception cref="SimulationException">It has come to a standstill, does not end, or uses other threads.</exception>
    public static T Run<T>(int seed, Func<SimulatedWorld, Task<T>> main)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        var world = new SimulatedWorld(seed);
        Chance.Script(new Random(seed ^ 0xC4A9CE));
        try
        {
            var running = Task.Factory.StartNew(() => main(world), CancellationToken.None, TaskCreationOptions.DenyChildAttach, world.Scheduler).Unwrap();
            world.RunUntil(running);
#pragma warning disable VSTHRD002 // It is completed.
            return running.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
        finally
        {
            Chance.Script(null);
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Waits.</summary>
    public Task DelayAsync(TimeSpan time) => Task.Delay(time, Clock);

    /// <summary>Waits for a time between two.</summary>
    public Task DelayAsync(double secondsMin, double secondsMax) => DelayAsync(TimeSpan.FromSeconds(secondsMin + ((secondsMax - secondsMin) * Random.NextDouble())));

    /// <summary>Whether something happens that has this chance.</summary>
    public bool Draw(double chance) => chance > 0 && Random.NextDouble() < chance;

    private void RunUntil(Task running)
    {
        for (var steps = 0L; !running.IsCompleted; steps++)
        {
            if (Scheduler.Escape is { } stack) throw new SimulationException($"seed {Seed}: a task came from another thread:\n{stack}");
            if (steps > StepsMax) throw new SimulationException($"seed {Seed}: no end after {steps} steps.\n{Trace}");
            if (!Scheduler.RunOne() && !Clock.Advance()) throw new SimulationException($"seed {Seed}: nothing is left to happen.\n{Trace}");
        }
    }
}
