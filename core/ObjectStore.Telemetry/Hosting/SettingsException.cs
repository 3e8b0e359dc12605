namespace ObjectStore.Telemetry.Hosting;

/// <summary>Settings that a person has to correct; the message is one line that says which.</summary>
public sealed class SettingsException(string message, Exception? innerException = null) : Exception(message, innerException);
