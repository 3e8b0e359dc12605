using System.Globalization;

namespace ObjectStore.ProcessTesting;

/// <summary>Reads the Prometheus text format.</summary>
public static class Metrics
{
    /// <summary>Sums the samples of a metric over all its labels; zero when there is none.</summary>
    public static double Sum(string exposition, string name) => Sum(exposition, name, "");

    /// <summary>Sums the samples whose labels hold a text, such as <c>database="a"</c>; zero when there is none.</summary>
    public static double Sum(string exposition, string name, string label)
    {
        var sum = 0.0;
        foreach (var line in exposition.Split('\n'))
        {
            if (!line.StartsWith(name, StringComparison.Ordinal) || line.Length == name.Length || line[name.Length] is not ('{' or ' '))
                continue;
            var labelsEnd = line.LastIndexOf('}');
            if (label.Length > 0 && (labelsEnd < 0 || !line.AsSpan(0, labelsEnd).Contains(label, StringComparison.Ordinal)))
                continue;
            var value = line[(labelsEnd >= 0 ? labelsEnd + 1 : name.Length)..].Trim().Split(' ')[0];
            sum += double.Parse(value, CultureInfo.InvariantCulture);
        }
        return sum;
    }
}
