using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>Keeps the warnings of a host, and what is worse, for a test to look at.</summary>
internal sealed class WarningLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> _entries = new();

    /// <summary>The texts of an event so far.</summary>
    public IReadOnlyList<string> Of(int eventId) => [.. _entries.Where(entry => entry.Id == eventId).Select(static entry => entry.Text)];

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _entries.Enqueue((eventId.Id, formatter(state, exception)));
    }

    public void Dispose()
    {
    }
}
