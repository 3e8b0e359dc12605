namespace ObjectStore.ProcessTesting;

/// <summary>The last lines that a process wrote. Thread-safe.</summary>
public sealed class ProcessOutput
{
    private const int LineCountMax = 2_000;
    private readonly Queue<string> _lines = new();

    /// <summary>Adds a line; the oldest is dropped over 2,000. A null marks the end of a stream and is ignored.</summary>
    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LineCountMax)
                _lines.Dequeue();
        }
    }

    /// <summary>Whether one of the lines holds the text, without regard to case.</summary>
    public bool Contains(string text)
    {
        lock (_lines)
            return _lines.Any(line => line.Contains(text, StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lines)
            return string.Join('\n', _lines);
    }
}
