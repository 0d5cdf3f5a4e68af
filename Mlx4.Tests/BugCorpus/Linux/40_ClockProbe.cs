// 40. clk: imx93: the registers stay mapped and the clocks registered when probing fails late
// Source: e02ba11b4576 (CVE-2023-54221), imx93_clocks_probe in drivers/clk/imx/clk-imx93.c
// Class: B
//
// The probe maps the registers, registers the clocks and adds the provider. One of its failing exits returns directly instead of
// jumping to the label that undoes the two. Here: bring-up by hand around a load, where no ladder reaches.

using Mlx4.Runtime;

internal interface IClockHardware
{
    nint MapRegisters();
    void UnmapRegisters(nint registers);
    Errno RegisterClock(string name, nint registers);
    void UnregisterClock(string name);
    Errno AddProvider(string node);
}

internal sealed partial class ClockController(IClockHardware hardware)
{
    private readonly string[] _clocks = ["osc_24m", "sys_pll", "arm_pll"];
    private nint _registers;

    [InitStage(10, Cleanup = nameof(UnregisterClock), ForEach = nameof(_clocks))]
    private Errno RegisterClock(string clock) => hardware.RegisterClock(clock, _registers);

    private void UnregisterClock(string clock) => hardware.UnregisterClock(clock);

    public Errno Probe(string node)
    {
        _registers = hardware.MapRegisters(); // MLX4022 '_registers'
        if (_registers == 0)
        {
            return Errno.ENOMEM;
        }

        InitResult<Errno> loaded = LoadOne();
        if (loaded.Failed)
        {
            hardware.UnmapRegisters(_registers);
            return loaded.Error;
        }

        return hardware.AddProvider(node);
    }

    public void Remove()
    {
        UnloadOne();
        hardware.UnmapRegisters(_registers);
    }
}
