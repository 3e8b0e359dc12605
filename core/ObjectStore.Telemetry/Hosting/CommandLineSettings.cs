namespace ObjectStore.Telemetry.Hosting;

/// <summary>Settings from the command line.</summary>
/// <param name="ConfigFile">The file named by <c>--config</c>, or null.</param>
/// <param name="Values">Settings by their full name, <c>Section:Name</c>.</param>
internal sealed record CommandLineSettings(string? ConfigFile, IReadOnlyDictionary<string, string?> Values)
{
    /// <summary>Parses <c>--Section:Name value</c>, <c>--Section:Name=value</c> and <c>--config file</c>.</summary>
    /// <exception cref="SettingsException">An argument is none of these.</exception>
    public static CommandLineSettings Parse(IReadOnlyList<string> arguments)
    {
        string? configFile = null;
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments, ref i);
            if (string.Equals(name, "config", StringComparison.OrdinalIgnoreCase)) configFile = value;
            else if (name.Contains(':', StringComparison.Ordinal)) values[name] = value;
            else throw new SettingsException($"'--{name}' is not a setting: settings are given as --Section:Name value.");
        }

        return new CommandLineSettings(configFile, values);
    }

    private static (string Name, string Value) Split(IReadOnlyList<string> arguments, ref int position)
    {
        var argument = arguments[position];
        if (!argument.StartsWith("--", StringComparison.Ordinal)) throw new SettingsException($"'{argument}' is not a setting: settings are given as --Section:Name value.");
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0) return (argument[2..equals], argument[(equals + 1)..]);
        if (position + 1 == arguments.Count) throw new SettingsException($"'{argument}' needs a value.");
        return (argument[2..], arguments[++position]);
    }
}
