using System.Diagnostics.Metrics;
using System.Threading.Channels;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>What the metrics of one host say of the requests that end from now on.</summary>
internal sealed class RequestOutcomes : IDisposable
{
    private readonly Channel<string> _ended = Channel.CreateUnbounded<string>();
    private readonly MeterListener _listener = new();

    public RequestOutcomes(GatewayHost host)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "objectstore.gateway.request.duration" && instrument.Meter.Scope == host.Meters) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => _ended.Writer.TryWrite(string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        _listener.Start();
    }

    /// <summary>Operation and outcome of the next requests, in the order in which they ended.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(int count)
    {
        var taken = new List<string>();
        while (taken.Count < count) taken.Add(await _ended.Reader.ReadAsync(TestContext.Current.CancellationToken));
        return taken;
    }

    public void Dispose() => _listener.Dispose();
}
