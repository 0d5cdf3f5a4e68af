namespace Mlx4.Sample.Pci;

/// <summary>What a driver asks of its host, and the host can be told to refuse.</summary>
internal enum HostCall
{
    /// <summary><c>devlink_alloc</c>: no memory.</summary>
    AllocDevlink,

    /// <summary><c>devl_params_register</c>: ENOMEM.</summary>
    RegisterParameters,

    /// <summary><c>devl_region_create</c>: ENOMEM.</summary>
    CreateRegion,

    /// <summary><c>pci_enable_device</c>: EIO.</summary>
    EnableDevice,

    /// <summary><c>pci_request_regions</c>: EBUSY.</summary>
    RequestRegions,

    /// <summary><c>dma_set_mask_and_coherent</c>: EIO.</summary>
    SetDmaMask,

    /// <summary><c>ioremap</c>: no mapping.</summary>
    MapRegion,

    /// <summary><c>dma_alloc_coherent</c>: no memory.</summary>
    AllocCoherent,

    /// <summary><c>pci_enable_msix_range</c>: ENOSPC.</summary>
    EnableMsiX,

    /// <summary><c>pci_enable_sriov</c>: ENOMEM.</summary>
    EnableSriov,

    /// <summary><c>request_irq</c>: EBUSY.</summary>
    RequestIrq,

    /// <summary><c>device_create_file</c>: ENOMEM.</summary>
    CreateFile,

    /// <summary><c>auxiliary_device_add</c>, <c>devl_port_register</c>: ENOMEM.</summary>
    AddChild,
}
