using System.Globalization;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Reads options out of configuration, by the tables of their settings.</summary>
internal static class SmgWasmBinder
{
    /// <summary>Reads a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="options">What it is read into; its faults too.</param>
    public static void Bind(IConfiguration section, SmgWasmOptions options)
    {
        SectionReader reader = new(options.Faults);
        options.Section = (section as IConfigurationSection)?.Path ?? SmgWasmSettings.Section;
        SectionBinder<SmgWasmOptions> binder = new(SmgWasmSettings.All, reader) { Others = [SmgWasmSettings.Modules] };
        binder.Bind(section, options);
        reader.RefuseValue(section, "keys with their values");
        if (section.GetChildren().FirstOrDefault(IsModules) is { } modules)
        {
            // Read as an empty list, it would remove all modules.
            reader.RefuseValue(modules, "modules by their names, or a list of modules");
            options.Modules = [.. modules.GetChildren().Select(module => ReadModule(reader, module))];
        }
    }

    private static bool IsModules(IConfigurationSection section) =>
        section.Key.Equals(SmgWasmSettings.Modules, StringComparison.OrdinalIgnoreCase);

    private static WasmModuleOptions ReadModule(SectionReader reader, IConfigurationSection section)
    {
        WasmModuleOptions module = new()
        {
            Name = int.TryParse(section.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "" : section.Key,
            Key = $"{SmgWasmSettings.Modules}:{section.Key}",
        };
        if (!string.IsNullOrEmpty(section.Value))
        {
            reader.Fault(section, $"is '{section.Value}' but must have at least the Path of a module");
        }

        return new SectionBinder<WasmModuleOptions>(ModuleSettingsTable.All, reader).Bind(section, module);
    }
}
