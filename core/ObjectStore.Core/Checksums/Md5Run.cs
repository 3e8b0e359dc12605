using System.Runtime.InteropServices;
using ObjectStore.Core.Checksums.Kernels;

namespace ObjectStore.Core.Checksums;

/// <summary>One thread that hashes the queued streams of a scheduler until none is left.</summary>
internal sealed class Md5Run(Md5Scheduler scheduler) : IThreadPoolWorkItem
{
    /// <summary>Most blocks between two looks at the queue, 64 KiB of each stream: about 0.1 ms, in which a newcomer waits.</summary>
    private const int QuantumBlocks = 1024;

    private readonly List<Md5Stream> _lanes = new(Md5Kernel.LanesMax);
    private readonly Md5State[] _states = new Md5State[Md5Kernel.LanesMax];
    private readonly Md5Input[] _inputs = new Md5Input[Md5Kernel.LanesMax];

    /// <inheritdoc />
    public void Execute()
    {
        while (scheduler.TryRefill(this, _lanes)) HashQuantum();
    }

    private void HashQuantum()
    {
        var blocks = QuantumBlocks;
        for (var lane = 0; lane < _lanes.Count; lane++)
        {
            (_states[lane], _inputs[lane]) = (_lanes[lane].State, _lanes[lane].Input);
            blocks = Math.Min(blocks, _inputs[lane].Blocks);
        }

        var kernel = Md5Kernel.For(_lanes.Count);
        kernel.Advance(_states.AsSpan(0, _lanes.Count), _inputs.AsSpan(0, _lanes.Count), blocks);
        for (var lane = _lanes.Count - 1; lane >= 0; lane--)
        {
            if (!_lanes[lane].Advance(_states[lane], blocks)) continue;
            CollectionsMarshal.AsSpan(_lanes)[lane] = _lanes[^1];
            _lanes.RemoveAt(_lanes.Count - 1);
        }
    }
}
