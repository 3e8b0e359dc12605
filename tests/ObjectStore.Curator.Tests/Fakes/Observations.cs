using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace ObjectStore.Curator.Tests.Fakes;

/// <summary>What a curator tells of: its counters and gauges, and the events of its log.</summary>
internal sealed class Observations : ILoggerProvider, ILogger
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _values = new();
    private readonly ConcurrentQueue<(LogLevel Level, int Event)> _logged = new();

    /// <summary>Events logged at a level, in their order.</summary>
    public IReadOnlyCollection<int> Logged(LogLevel level) => [.. _logged.Where(each => each.Level == level).Select(each => each.Event)];

    /// <summary>The sum of a counter or the last value of a gauge; <paramref name="tag"/> is the values of its tags with commas between.</summary>
    public long ValueOf(string instrument, string? tag) => _values.GetValueOrDefault($"{instrument}/{tag}");

    /// <summary>Listens to the instruments that <paramref name="meters"/> made, and only those: tests run side by side.</summary>
    public void Listen(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var key = $"{instrument.Name}/{string.Join(',', tags.ToArray().Select(tag => tag.Value))}";
            _values.AddOrUpdate(key, value, (_, known) => instrument is Counter<long> ? known + value : value);
        });
        _listener.Start();
    }

    /// <summary>Has the gauges tell their values.</summary>
    public void ReadGauges() => _listener.RecordObservableInstruments();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _logged.Enqueue((logLevel, eventId.Id));
    }

    public void Dispose() => _listener.Dispose();
}
