using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Adapter;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Firmware;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Ports;
using Mlx4.Sample.Driver.Resources;
using Mlx4.Sample.Driver.Slave;
using static Mlx4.Sample.Linux.LinuxState;

namespace Mlx4.Sample.Linux;

/// <summary>
/// Which function of Linux's driver each stage is, and each cleanup. A stage that is not here is a part of a call, or has no counterpart.
/// </summary>
internal static class LinuxSteps
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<LinuxStep> All { get; } =
    [
        .. Of(nameof(PciProbe),
            Stage("AllocDevlink").Enters("mlx4_init_one").Calls("devlink_alloc").ReturningPointer().Undoes("devlink_free"),
            Stage("RegisterParameters").Calls("devlink_params_register").Undoes("devlink_params_unregister"),
            Stage("EnableDevice").Enters("mlx4_pci_enable_device").Calls("pci_enable_device")
                .UndoEnters("mlx4_pci_disable_device").Undoes("pci_disable_device"),
            Stage("RequestRegions").Calls("pci_request_regions", "mlx4_core").Undoes("pci_release_regions"),
            Stage("SetMaster").Calls("pci_set_master"),
            Stage("SetDmaMask64").Calls("dma_set_mask", "64"),
            Stage("SetDmaMask32").Calls("dma_set_mask", "32"),
            Stage("InitCrdump").Calls("mlx4_crdump_init").Undoes("mlx4_crdump_end"),
            Stage("InitCatas").Calls("mlx4_catas_init").Undoes("mlx4_catas_end"),
            Stage("LoadOne").Enters("mlx4_load_one").UndoEnters("mlx4_unload_one", static state => state.Device.IsRegistered),
            Stage("KeepSriov").Undoes("pci_disable_sriov"),
            Stage("SaveState").Calls("pci_save_state"),
            Stage("RegisterDevlink").Calls("devlink_register").UndoEnters("mlx4_remove_one").Undoes("devlink_unregister")),

        .. Of(nameof(Mlx4Device),
            Stage("GetOwnership").Enters("mlx4_get_ownership").UndoEnters("mlx4_free_ownership"),
            Stage("Reset").Calls("mlx4_reset"),
            Stage("EnterPfLoading").Calls("atomic_inc", "pf_loading").Undoes("atomic_dec", "pf_loading"),
            Stage("CmdInit").Calls("mlx4_cmd_init", state => state.Role).Undoes("mlx4_cmd_cleanup", "ALL"),
            Stage("ResetForSriov").Calls("mlx4_reset"),
            Stage("MultiFuncInitAsSlave").Calls("mlx4_multi_func_init", "slave").Undoes("mlx4_multi_func_cleanup", "slave"),
            Stage("MultiFuncInit").Calls("mlx4_multi_func_init", "master")
                .Undoes("mlx4_multi_func_cleanup", "master").Undoes("mlx4_free_resource_tracker", "STRUCTS_ONLY"),
            Stage("QueryDevCap").Calls("mlx4_QUERY_DEV_CAP"),
            Stage("CheckDevCap").Enters("mlx4_check_dev_cap"),
            Stage("EnableSriov").Enters("mlx4_enable_sriov"),
            Stage("EnableSriovAfterHca").Enters("mlx4_enable_sriov"),
            Stage("ArmCommChannel").Calls("mlx4_ARM_COMM_CHANNEL").Undoes("mlx4_free_resource_tracker", "SLAVES_ONLY"),
            Stage("InitFw").Enters("mlx4_init_fw").UndoEnters("mlx4_close_fw"),
            Stage("InitHca").Enters("mlx4_init_hca").UndoEnters("mlx4_close_hca"),
            Stage("InitHcaAsSlave").Enters("mlx4_init_hca").UndoEnters("mlx4_close_hca"),
            Stage("ReadLinkStatus").Calls("pcie_print_link_status"),
            Stage("AllocEqTable").Calls("mlx4_alloc_eq_table").Undoes("mlx4_free_eq_table"),
            Stage("EnableMsiX").Enters("mlx4_enable_msi_x")
                .Calls("pci_enable_msix_range", state => Text($"min={state.Device.MsiXRange.Min},max={state.Device.MsiXRange.Max}"))
                .Undoes("pci_disable_msix", _ => "", state => state.Device.UsesMsiX),
            Stage("InitSteering").Enters("mlx4_init_steering").UndoEnters("mlx4_clear_steering"),
            Stage("InitQuotas").Calls("mlx4_init_quotas"),
            Stage("SetupHcaWithMsiX").Enters("mlx4_setup_hca"),
            Stage("SetupHca").Enters("mlx4_setup_hca"),
            Stage("InitPortInfo").Enters("mlx4_init_port_info")
                .UndoEnters("mlx4_cleanup_port_info").Undoes("mlx4_CLOSE_PORT", state => Text($"port={state.Port}")),
            Stage("RegisterDevice").Calls("mlx4_register_device").Undoes("mlx4_unregister_device"),
            Stage("StartSense").Calls("mlx4_start_sense").Undoes("mlx4_stop_sense")),

        .. Of(nameof(Ownership),
            // Linux returns an error of its own when the word is not zero.
            Stage("TakeOwnership").Calls("readl", "owner").FailsAs(Errno.EINVAL).Undoes("writel", "owner=0")),

        .. Of(nameof(FirmwareStart),
            Stage("QueryFw").Calls("mlx4_QUERY_FW"),
            Stage("LoadFw").Enters("mlx4_load_fw"),
            Stage("ModStatCfg").Calls("mlx4_MOD_STAT_CFG")),

        .. Of(nameof(FirmwareArea),
            Stage("AllocPages").Calls("mlx4_alloc_icm", "fw_icm").ReturningPointer().Undoes("mlx4_free_icm", "fw_icm"),
            Stage("MapFa").Calls("mlx4_MAP_FA").AsOneCall().Undoes("mlx4_UNMAP_FA"),
            Stage("RunFw").Calls("mlx4_RUN_FW")),

        .. Of(nameof(HcaStart),
            Stage("ReadDevCap").Enters("mlx4_dev_cap"),
            Stage("ChooseSteeringMode").Enters("choose_steering_mode"),
            Stage("GetPhysPortId").Calls("mlx4_get_phys_port_id").AsOneCall(),
            Stage("MakeProfile").Calls("mlx4_make_profile"),
            Stage("InitIcm").Enters("mlx4_init_icm").UndoEnters("mlx4_free_icms"),
            Stage("InitHca").Calls("mlx4_INIT_HCA").Undoes("mlx4_CLOSE_HCA"),
            Stage("QueryFunc").Enters("mlx4_query_func").Calls("mlx4_QUERY_FUNC"),
            Stage("QueryCoreClock").Calls("mlx4_QUERY_HCA")),

        .. Of(nameof(AdapterQuery),
            Stage("QueryAdapter").Calls("mlx4_QUERY_ADAPTER"),
            Stage("ConfigDevRetrieval").Calls("mlx4_config_dev_retrieval")),

        .. Of(nameof(CapabilityReader),
            Stage("QueryDevCap").Calls("mlx4_QUERY_DEV_CAP")),

        .. Of(nameof(IcmSpace),
            Stage("SetIcmSize").Calls("mlx4_SET_ICM_SIZE"),
            Stage("AllocAux").Calls("mlx4_alloc_icm", "aux_icm").ReturningPointer().Undoes("mlx4_free_icm", "aux_icm"),
            Stage("MapIcmAux").Calls("mlx4_MAP_ICM_AUX").AsOneCall().Undoes("mlx4_UNMAP_ICM_AUX"),
            Stage("InitCmptTable").Enters("mlx4_init_cmpt_table"),
            IcmTable("MapEqTable", "eq_table.table"),
            IcmTable("MapMttTable", "mr_table.mtt_table"),
            IcmTable("MapDmptTable", "mr_table.dmpt_table"),
            IcmTable("MapQpTable", "qp_table.qp_table"),
            IcmTable("MapAuxcTable", "qp_table.auxc_table"),
            IcmTable("MapAltcTable", "qp_table.altc_table"),
            IcmTable("MapRdmarcTable", "qp_table.rdmarc_table"),
            IcmTable("MapCqTable", "cq_table.table"),
            IcmTable("MapSrqTable", "srq_table.table"),
            IcmTable("MapMcgTable", "mcg_table.table")),

        .. Of(nameof(CmptTables),
            IcmTable("InitQpCmpt", "qp_table.cmpt_table"),
            IcmTable("InitSrqCmpt", "srq_table.cmpt_table"),
            IcmTable("InitCqCmpt", "cq_table.cmpt_table"),
            IcmTable("InitEqCmpt", "eq_table.cmpt_table")),

        .. Of(nameof(HcaSetup),
            Stage("InitUarTable").Calls("mlx4_init_uar_table").Undoes("mlx4_cleanup_uar_table"),
            Stage("AllocDriverUar").Calls("mlx4_uar_alloc", "driver_uar").Undoes("mlx4_uar_free", "driver_uar"),
            Stage("InitPdTable").Calls("mlx4_init_pd_table").Undoes("mlx4_cleanup_pd_table"),
            Stage("InitXrcdTable").Calls("mlx4_init_xrcd_table").Undoes("mlx4_cleanup_xrcd_table"),
            Stage("InitMrTable").Calls("mlx4_init_mr_table").Undoes("mlx4_cleanup_mr_table"),
            Stage("InitMcgTable").Calls("mlx4_init_mcg_table").Undoes("mlx4_cleanup_mcg_table"),
            Stage("ConfigMadDemux").Calls("mlx4_config_mad_demux"),
            Stage("InitEqTable").Calls("mlx4_init_eq_table", state => Text($"vecs={state.CompletionVectors},{state.Interrupts}"))
                .Undoes("mlx4_cleanup_eq_table"),
            Stage("UseEvents").Calls("mlx4_cmd_use_events").Undoes("mlx4_cmd_use_polling"),
            Stage("Nop").Calls("mlx4_NOP", state => state.Interrupts),
            Stage("InitCqTable").Calls("mlx4_init_cq_table").Undoes("mlx4_cleanup_cq_table"),
            Stage("InitSrqTable").Calls("mlx4_init_srq_table").Undoes("mlx4_cleanup_srq_table"),
            Stage("InitQpTable").Calls("mlx4_init_qp_table").Undoes("mlx4_cleanup_qp_table"),
            Stage("InitCountersTable").Enters("mlx4_init_counters_table").Calls("mlx4_bitmap_init", "counters")
                .UndoEnters("mlx4_cleanup_counters_table").Undoes("mlx4_bitmap_cleanup", "counters"),
            Stage("AllocateDefaultCounters").Enters("mlx4_allocate_default_counters").UndoEnters("mlx4_cleanup_default_counters")
                .FailingThroughUndo()),

        .. Of(nameof(DefaultCounters),
            Stage("AllocCounter").Enters("mlx4_counter_alloc").Calls("mlx4_bitmap_alloc", "counters")
                .UndoEnters("mlx4_counter_free")
                .Undoes("mlx4_cmd", state => Text($"QUERY_IF_STAT,{state.Counter}"), state => state.HasCounter)
                .Undoes("mlx4_bitmap_free", state => Text($"counters,{state.Counter}"), state => state.HasCounter)),

        .. Of(nameof(DefaultCounters),
            Stage("AllocCounterRes").Enters("mlx4_counter_alloc").Calls("mlx4_cmd", "ALLOC_RES,COUNTER")
                .FailsBy((device, error) => MasterRefusal.Arrange(device.Commands, Opcode.AllocRes, error))
                .UndoEnters("mlx4_counter_free", state => state.Counter >= 0)
                .Undoes("mlx4_cmd", state => Text($"FREE_RES,COUNTER,{state.Counter}"), state => state.HasCounter)),

        .. Of(nameof(SriovStart),
            Stage("EnableSriov").Calls("pci_enable_sriov", state => Text($"{state.Device.VirtualFunctions}"))
                .Undoes("pci_disable_sriov", _ => "", state => !state.Device.KeepsVirtualFunctions)),

        .. Of(nameof(SlaveStart),
            Stage("InitSlave").Enters("mlx4_init_slave").UndoEnters("mlx4_slave_exit"),
            Stage("SlaveCap").Enters("mlx4_slave_cap")),

        .. Of(nameof(SlaveSession),
            Stage("CheckPfLoading").Calls("atomic_read", "pf_loading").FailsAs(Errno.EPROBE_DEFER),
            Stage("CheckOffline").Enters("mlx4_comm_check_offline").Calls("readl", "comm_flags").FailsAs(Errno.EIO),
            Stage("CommReset").Calls(LinuxCall.CommCommand, LinuxCall.CommReset).Undoes(LinuxCall.CommCommand, LinuxCall.CommReset)
                .FailsAs(error => error == Errno.ETIMEDOUT ? Errno.EPROBE_DEFER : Errno.EIO),
            Stage("CheckRevision").Calls("readl", "slave_read").FailsAs(Errno.EIO),
            Stage("Vhcr0").Calls(LinuxCall.CommCommand, "VHCR0").FailsAs(Errno.EIO),
            Stage("Vhcr1").Calls(LinuxCall.CommCommand, "VHCR1").FailsAs(Errno.EIO),
            Stage("Vhcr2").Calls(LinuxCall.CommCommand, "VHCR2").FailsAs(Errno.EIO),
            Stage("VhcrEnable").Calls(LinuxCall.CommCommand, "VHCR_EN").FailsAs(Errno.EIO)),

        .. Of(nameof(SlaveCapabilities),
            Stage("QueryHca").Calls("mlx4_QUERY_HCA"),
            Stage("ReadDevCap").Enters("mlx4_dev_cap"),
            Stage("QueryFw").Calls("mlx4_QUERY_FW"),
            Stage("QueryFuncCap").Calls("mlx4_QUERY_FUNC_CAP", "general"),
            Stage("ReplaceZeroMacs").Calls("mlx4_replace_zero_macs"),
            Stage("SlaveSpecialQpCap").Enters("mlx4_slave_special_qp_cap").AsOneCall()),

        .. Of(nameof(SlavePort),
            Stage("QueryFuncCap").Calls("mlx4_QUERY_FUNC_CAP", state => Text($"port={state.Port}")),
            Stage("QueryTableLengths").Calls("mlx4_get_slave_pkey_gid_tbl_len", state => Text($"port={state.Port}"))),

        .. Of(nameof(PortSetup),
            Stage("GetPortIbCaps").Calls("mlx4_get_port_ib_caps", state => Text($"port={state.Port}")),
            Stage("SetPort").Calls("mlx4_SET_PORT", state => Text($"port={state.Port},{state.PortType},pkey={state.Pkeys}")).AsOneCall()),

        .. Of(nameof(PortInfo),
            Stage("RegisterPort").Calls("devl_port_register", state => Text($"port={state.Port}"))
                .Undoes("devl_port_unregister", state => Text($"port={state.Port}")),
            Stage("CreateTypeFile").Calls("device_create_file", state => Text($"mlx4_port{state.Port}"))
                .Undoes("device_remove_file", state => Text($"mlx4_port{state.Port}")),
            Stage("CreateMtuFile").Calls("device_create_file", state => Text($"mlx4_port{state.Port}_mtu"))
                .Undoes("device_remove_file", state => Text($"mlx4_port{state.Port}_mtu"))),
    ];

    private static Dictionary<(string Pipeline, string Stage), LinuxStep> ByStage { get; } = All.ToDictionary(step => (step.Pipeline, step.Stage));

    /// <summary>The calls that can fail.</summary>
    public static IEnumerable<LinuxCall> Calls => All.Select(step => step.Call).OfType<LinuxCall>();

    /// <summary>The calls of cleanups. They cannot fail.</summary>
    public static IEnumerable<LinuxCall> UndoCalls => All.SelectMany(step => step.UndoCalls);

    /// <summary>The functions that are entered on the way up or down.</summary>
    public static IEnumerable<string> Entered => All.SelectMany(step => new[] { step.Entered, step.UndoEntered }).OfType<string>();

    /// <summary>What a stage is, <see langword="null"/> if it is not in the table.</summary>
    public static LinuxStep? Find(string pipeline, StageInfo stage) => ByStage.GetValueOrDefault((pipeline, stage.Name));

    private static IEnumerable<LinuxStep> Of(string pipeline, params IEnumerable<LinuxStep> steps) => steps.Select(step => step with { Pipeline = pipeline });

    private static LinuxStep Stage(string name) => new("", name);

    private static LinuxStep IcmTable(string stage, string table) =>
        Stage(stage).Calls("mlx4_init_icm_table", table).Undoes("mlx4_cleanup_icm_table", table);
}
