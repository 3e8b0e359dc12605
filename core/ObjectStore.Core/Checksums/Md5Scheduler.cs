using ObjectStore.Core.Checksums.Kernels;
using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Checksums;

/// <summary>
/// Hashes the bytes of many streams together. MD5 of one stream is a chain of dependent steps that leaves most of a core idle, so streams that
/// append at the same time are put side by side into the lanes of vector registers.
/// </summary>
/// <remarks>
/// Thread-safe. No timers: the first append queues a run on the thread pool, which takes all that is queued when it begins and after every
/// quantum, and ends when nothing is left. With one stream the run uses the scalar kernel.
/// Invariants: each open stream is queued or in a lane at most once, so that the queue is bounded by the number of streams; a run is active
/// whenever the queue is not empty; there are at most as many runs as processors.
/// Inputs that are in memory whole and short are cheaper with <see cref="System.Security.Cryptography.MD5.HashData(ReadOnlySpan{byte})"/>.
/// </remarks>
public sealed class Md5Scheduler
{
    private readonly Lock _gate = new();
    private readonly Queue<Md5Stream> _waiting = new();
    private readonly Stack<Md5Run> _idle = new();
    private readonly int _streamsMax;
    private readonly int _runsMax = Environment.ProcessorCount;
    private int _streams;
    private int _runs;

    /// <summary>A scheduler for at most <paramref name="streamsMax"/> open streams.</summary>
    public Md5Scheduler(int streamsMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(streamsMax, 1);
        _streamsMax = streamsMax;
    }

    /// <summary>Name of the instruction set in use and streams that it hashes side by side, for the start-up log.</summary>
    public static string KernelName => $"{Md5Kernel.Widest.Name}/{Md5Kernel.Widest.Lanes}";

    /// <summary>Begins the MD5 of one stream of bytes. The caller disposes it.</summary>
    /// <exception cref="StorageException">Code Overloaded when as many streams as allowed are open.</exception>
    public Md5Stream Open()
    {
        lock (_gate)
        {
            if (_streams == _streamsMax) throw new StorageException(StorageErrorCode.Overloaded, $"{_streamsMax} MD5 streams are open.");
            _streams++;
        }

        return new Md5Stream(this);
    }

    /// <summary>Takes back the place of a disposed stream.</summary>
    internal void Close()
    {
        lock (_gate) _streams--;
    }

    /// <summary>Queues a stream with input, and starts a run if none is active or the active ones have their lanes full.</summary>
    internal void Enqueue(Md5Stream stream)
    {
        Md5Run? run;
        lock (_gate)
        {
            _waiting.Enqueue(stream);
            if (_runs > 0 && (_runs >= _runsMax || _waiting.Count <= Md5Kernel.Widest.Lanes)) return;
            _runs++;
            if (!_idle.TryPop(out run)) run = new Md5Run(this);
        }

        ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
    }

    /// <summary>Fills the free lanes of a run from the queue; false when nothing is left to do, and then the run has ended and may be started again.</summary>
    internal bool TryRefill(Md5Run run, List<Md5Stream> lanes)
    {
        lock (_gate)
        {
            while (lanes.Count < Md5Kernel.Widest.Lanes && _waiting.TryDequeue(out var stream)) lanes.Add(stream);
            if (lanes.Count > 0) return true;
            _runs--;
            _idle.Push(run);
            return false;
        }
    }
}
