using System.Globalization;
using System.Text;
using ObjectStore.Core.Checksums;

namespace ObjectStore.Simulation.Tests.Kernel;

/// <summary>What happened, in order: a hash of everything, by which two runs of a seed are compared, and the last events as text.</summary>
internal sealed class EventTrace(SimulatedClock clock)
{
    private const int KeptMax = 400;

    /// <summary>All events go here too, when a replay asks for it.</summary>
    private static readonly string? File = Environment.GetEnvironmentVariable("OBJECTSTORE_SIMULATION_TRACE") is { Length: > 0 } file ? file : null;

    private readonly Queue<string> _last = new();
    private HighwayHash64 _hash = new(new HighwayKey(1, 2, 3, 4));

    /// <summary>How many events there were.</summary>
    public int Count { get; private set; }

    /// <summary>Hash of all events and their times.</summary>
    public ulong Hash => _hash.Finish();

    /// <summary>Notes an event.</summary>
    public void Add(string text)
    {
        Count++;
        var line = string.Create(CultureInfo.InvariantCulture, $"{clock.Now.TotalMilliseconds:0.000} {text}");
        _hash.Append(Encoding.UTF8.GetBytes(line));
        if (File is not null) System.IO.File.AppendAllText(File, line + "\n");
        _last.Enqueue(line);
        if (_last.Count > KeptMax) _last.Dequeue();
    }

    /// <summary>The last events.</summary>
    public override string ToString() => string.Join('\n', _last);
}
