namespace ObjectStore.Extents.Reading;

/// <summary>Something that waits for the disk, run on a thread of <see cref="BlockingPool"/>. It reports its own failures.</summary>
internal interface IBlockingWork
{
    /// <summary>Runs it, on the thread.</summary>
    void Execute();
}
