using System.Text.Json.Serialization;

namespace ObjectStore.Kubernetes.Serialization;

/// <summary>A number, or a name or percentage: ports, and how many pods may be missing.</summary>
[JsonConverter(typeof(IntOrStringConverter))]
public readonly record struct IntOrString
{
    /// <summary>A number.</summary>
    public IntOrString(int number) => Number = number;

    /// <summary>A name or a percentage.</summary>
    public IntOrString(string text) => Text = text;

    /// <summary>The number, when there is no text.</summary>
    public int Number { get; }

    /// <summary>The text, or null for a number.</summary>
    public string? Text { get; }

    /// <summary>A number.</summary>
    public static implicit operator IntOrString(int number) => new(number);

    /// <summary>A name or a percentage.</summary>
    public static implicit operator IntOrString(string text) => new(text);

    /// <summary>A number.</summary>
    public static IntOrString FromInt32(int number) => new(number);

    /// <summary>A name or a percentage.</summary>
    public static IntOrString FromString(string text) => new(text);
}
