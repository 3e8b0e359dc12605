using System.Globalization;

namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>Processor time as <c>/proc</c> tells it. Linux only.</summary>
internal static class ProcessTimes
{
    /// <summary>Ticks a second that <c>/proc</c> counts in, on every architecture that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Position of the parent's id and of the four times behind the name in <c>/proc/N/stat</c> (proc(5)).</summary>
    private const int ParentField = 1;
    private const int TimesField = 11;

    /// <summary>Time of a process, of those that it has waited for, and of its children that run.</summary>
    public static TimeSpan OfTree(string processId)
    {
        var children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _) && Fields(name!) is { Length: > TimesField } fields && fields[ParentField] == processId);
        return children.Aggregate(Of(processId), static (sum, child) => sum + Of(child!));
    }

    private static TimeSpan Of(string processId)
    {
        if (Fields(processId) is not { Length: > TimesField + 4 } fields) return TimeSpan.Zero;
        return TimeSpan.FromSeconds(fields[TimesField..(TimesField + 4)].Sum(static field => long.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    /// <summary>The fields behind the name, which may hold blanks.</summary>
    private static string[] Fields(string processId)
    {
        var text = Read($"/proc/{processId}/stat");
        return text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
