using System.Globalization;
using Microsoft.Extensions.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ObjectStore.Telemetry.Hosting;

/// <summary>A file of settings in YAML or JSON (which is YAML too).</summary>
internal static class SettingsFile
{
    private const int NestingMax = 16;

    /// <summary>Adds the file's settings to the configuration.</summary>
    /// <exception cref="SettingsException">The file is missing or is not a mapping of settings.</exception>
    public static void AddTo(IConfigurationBuilder configuration, string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            if (yaml.Documents.Count > 0) Flatten(yaml.Documents[0].RootNode, "", 0, values);
            configuration.AddInMemoryCollection(values);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or YamlException)
        {
            throw new SettingsException($"The settings file '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private static void Flatten(YamlNode node, string name, int depth, Dictionary<string, string?> values)
    {
        if (depth > NestingMax) throw new SettingsException($"The settings file nests deeper than {NestingMax} levels.");
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (var (key, value) in mapping) Flatten(value, Join(name, NameOf(key)), depth + 1, values);
                break;
            case YamlSequenceNode sequence:
                for (var i = 0; i < sequence.Children.Count; i++) Flatten(sequence.Children[i], Join(name, i.ToString(CultureInfo.InvariantCulture)), depth + 1, values);
                break;
            case YamlScalarNode scalar when name.Length > 0:
                values[name] = scalar.Value;
                break;
            default:
                throw new SettingsException("The settings file is not a mapping of sections.");
        }
    }

    private static string NameOf(YamlNode key) =>
        key is YamlScalarNode { Value: { Length: > 0 } name } ? name : throw new SettingsException("A key of the settings file is not a name.");

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}:{name}";
}
