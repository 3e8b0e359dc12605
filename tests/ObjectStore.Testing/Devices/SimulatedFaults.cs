namespace ObjectStore.Testing.Devices;

/// <summary>How often what goes wrong, each as a share of operations between 0 and 1. Changed while a test runs.</summary>
public sealed class SimulatedFaults
{
    private readonly object _answering = new();
    private bool _isHanging;
    private bool _areReadsHanging;

    /// <summary>Whether writes and syncs do not come back, until this is false again.</summary>
    public bool IsHanging
    {
        get
        {
            lock (_answering) return _isHanging;
        }

        set
        {
            lock (_answering)
            {
                _isHanging = value;
                Monitor.PulseAll(_answering);
            }
        }
    }

    /// <summary>Whether reads that memory does not serve do not come back, until this is false again.</summary>
    public bool AreReadsHanging
    {
        get
        {
            lock (_answering) return _areReadsHanging;
        }

        set
        {
            lock (_answering)
            {
                _areReadsHanging = value;
                Monitor.PulseAll(_answering);
            }
        }
    }

    public double WriteErrors { get; set; }

    public double FlushErrors { get; set; }

    public double ReadErrors { get; set; }

    /// <summary>Whether creating a file finds too many files open.</summary>
    public bool IsOutOfHandles { get; set; }

    /// <summary>Creating a file finds the disk full when it has fewer bytes than these left.</summary>
    public long NewFileBytes { get; set; }

    /// <summary>How many of the next syncs of the directory fail.</summary>
    public int FailingDirectoryFlushes { get; set; }

    /// <summary>Writes that land at another page of the file; none lands where it should.</summary>
    public double MisdirectedWrites { get; set; }

    /// <summary>Writes that the disk confirms, also the sync, and never does. They are read from memory until a crash.</summary>
    public double LostWrites { get; set; }

    /// <summary>Reads from memory only that find nothing there.</summary>
    public double CacheMisses { get; set; } = 0.5;

    /// <summary>Writes from this offset of their file on find the disk full after half of their first buffer, as where space is not taken before it is written.</summary>
    public long FullFromOffset { get; set; } = long.MaxValue;

    /// <summary>Waiting time of each write and sync.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>A planted bug: syncs do nothing. A crash test that does not fail with it proves nothing.</summary>
    public bool IgnoresFlush { get; set; }

    /// <summary>From now on nothing goes wrong by chance.</summary>
    public void Reset()
    {
        (WriteErrors, FlushErrors, ReadErrors, MisdirectedWrites, LostWrites) = (0, 0, 0, 0, 0);
        (IsOutOfHandles, NewFileBytes, FailingDirectoryFlushes, FullFromOffset) = (false, 0, 0, long.MaxValue);
    }

    /// <summary>Blocks while the disk hangs.</summary>
    internal void WaitWhileHanging()
    {
        lock (_answering)
        {
            while (_isHanging) Monitor.Wait(_answering);
        }
    }

    /// <summary>Blocks while reads hang.</summary>
    internal void WaitWhileReadsHang()
    {
        lock (_answering)
        {
            while (_areReadsHanging) Monitor.Wait(_answering);
        }
    }
}
