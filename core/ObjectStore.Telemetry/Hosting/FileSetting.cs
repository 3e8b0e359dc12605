namespace ObjectStore.Telemetry.Hosting;

/// <summary>A setting that is given as a value or as the name of a file that holds it.</summary>
public static class FileSetting
{
    /// <summary>The value itself, or the first line of the file when the value is empty.</summary>
    /// <exception cref="SettingsException">The file cannot be read or is empty.</exception>
    public static string Read(string value, string file)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length > 0) return value;
        try
        {
            return File.ReadLines(file).FirstOrDefault()?.Trim() is { Length: > 0 } line ? line : throw new SettingsException($"{file} is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{file} cannot be read: {exception.Message}", exception);
        }
    }
}
