using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Simulation.Tests.Kernel;

namespace ObjectStore.Simulation.Tests.Cluster;

/// <summary>Log lines of all processes: warnings go to the trace, errors are also kept.</summary>
internal sealed class ErrorLog(EventTrace trace)
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    private EventTrace Trace => trace;

    public ILoggerProvider Of(string process) => new Provider(this, process);

    private sealed class Provider(ErrorLog log, string process) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(log, process);

        public void Dispose()
        {
        }
    }

    private sealed class Logger(ErrorLog log, string process) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            log.Trace.Add($"{process} logs {eventId.Id}: {formatter(state, exception)} {(exception as StorageException)?.Code} {exception?.Message}");
            if (logLevel >= LogLevel.Error) log._lines.Add($"{process} {eventId.Id}: {formatter(state, exception)} {exception}");
        }
    }
}
