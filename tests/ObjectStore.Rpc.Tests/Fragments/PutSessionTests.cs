using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Rpc.Fragments.Messages;

namespace ObjectStore.Rpc.Tests.Fragments;

public sealed class PutSessionTests
{
    private const int UnderWayMax = 8;
    private const int PutCount = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Goal: a peer that does not take its answers cannot make the node keep any number of them. Method: one that takes none while it sends many puts.</summary>
    [Fact]
    public async Task Run_AnswersAreNotTaken_ReadsNoFurtherThanItsBound()
    {
        var device = new StubDevice();
        var requests = new Requests(device.Id);
        var responses = new Responses();
        var options = Microsoft.Extensions.Options.Options.Create(new FragmentServiceOptions { OperationsPerStreamMax = UnderWayMax });
        var running = new PutSession(new ServedDevices(new Node(device), options, TimeProvider.System, new Lifetime())).RunAsync(requests, responses, Token);

        await requests.AsksForAsync(UnderWayMax + 1).WaitAsync(TimeSpan.FromSeconds(60), Token);
        await responses.Held.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        for (var i = 0; i < 100; i++) await Task.Yield();

        Assert.InRange(device.Puts, 1, UnderWayMax);
        responses.Free.SetResult();
        await running.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Equal(Enumerable.Range(0, PutCount).Select(static i => (ulong)i), responses.Numbers.Order());
        Assert.Equal(PutCount, device.Puts);
    }

    /// <summary>Puts of small fragments without end, up to a number.</summary>
    private sealed class Requests(DeviceId device) : IAsyncStreamReader<PayloadMessage<PutHeader>>
    {
        private readonly Channel<int> _asked = Channel.CreateUnbounded<int>();
        private int _count;

        public PayloadMessage<PutHeader> Current { get; private set; }

        public ValueTask<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (_count == PutCount) return ValueTask.FromResult(false);
            var payload = TestFragments.Payload(16, _count);
            Current = new PayloadMessage<PutHeader>(PendingPut.HeaderOf(device, TestFragments.Write(_count, payload), (ulong)_count), new ReadOnlySequence<byte>(payload));
            _asked.Writer.TryWrite(++_count);
            return ValueTask.FromResult(true);
        }

        public async Task AsksForAsync(int count)
        {
            while (await _asked.Reader.ReadAsync(Token) < count)
            {
            }
        }
    }

    /// <summary>Takes nothing until it may.</summary>
    private sealed class Responses : IAsyncStreamWriter<PutReply>
    {
        public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Free { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<ulong> Numbers { get; } = [];

        public async ValueTask WriteAsync(PutReply message, CancellationToken cancellationToken)
        {
            Held.TrySetResult();
            await Free.Task.WaitAsync(cancellationToken);
            Numbers.AddRange(message.Results.Select(static result => result.Number));
        }

        public void Buffer(PutReply message) => throw new NotSupportedException();

        public ValueTask FlushAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Node(IFragmentDevice device) : INodeDevices
    {
        public NodeDescription Describe() => throw new NotSupportedException();

        public IFragmentDevice? Find(DeviceId id) => id == device.Id ? device : null;
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
