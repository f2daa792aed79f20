"""A realistic quote made by hand, so that the documents are tested without the engine: a manufacturer with nine sites.

Prices follow the rules of the house: net unit prices rounded once, half away from zero, times the quantity; tax per
period and rate. `sample()` gives the quote; `sample(state="pending")` and `sample(customer=…)` vary it.
"""

import hashlib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import rfc8785

from configurator.quoting.quote import Quote

CENT = Decimal("0.01")
TERM = 36
VOLUME, TERM_RULE, WAIVER = "volume", "DSC-TERM-36", "DSC-NRC-24"


def both(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


# fmt: off
FAMILIES = [
    {"id": "connectivity", "name": both("Connectivity", "基础连接")},
    {"id": "cloud", "name": both("Cloud", "云计算")},
    {"id": "data", "name": both("Data", "大数据")},
    {"id": "iot", "name": both("Internet of things", "物联网")},
    {"id": "security", "name": both("Security", "安全服务")},
    {"id": "ucc", "name": both("Communication and collaboration", "通信与协作")},
    {"id": "industry", "name": both("Professional services", "行业数字化服务")},
]
UNITS = {
    "seat": both("seat|seats", "席"),
    "mbps": both("Mbps", "Mbps"),
    "piece": both("piece|pieces", "台"),
    "line": both("line|lines", "线"),
    "vm": both("VM|VMs", "台"),
    "gib": both("GiB", "GiB"),
    "card": both("SIM|SIMs", "张"),
    "service": both("service|services", "项"),
    "day": both("day|days", "人天"),
    "server": both("server|servers", "台"),
    "gateway": both("gateway|gateways", "台"),
    "million": both("million messages", "百万条"),
}
# id, en, zh, benefit en, benefit zh, unit, vat, availability, response hours
COMPONENTS: list[tuple[str, str, str, str, str, str, str, str | None, str | None]] = [
    ("connectivity.internet_1g", "Dedicated internet 1 Gbit/s", "互联网专线 1G",
     "Symmetric access with fixed addresses and a 24×7 fault desk.", "上下行对等、固定地址，7×24 小时故障受理。",
     "line", "0.09", "99.95", "2"),
    ("connectivity.internet_200m", "Dedicated internet 200 Mbit/s", "互联网专线 200M",
     "Symmetric access for a branch.", "分支机构上下行对等接入。", "line", "0.09", "99.9", "4"),
    ("connectivity.broadband_500m", "Business broadband 500 Mbit/s", "商务宽带 500M",
     "Economical access where a service level is not needed.", "无严格服务等级要求场景的经济接入。", "line", "0.09", "99.5", "8"),
    ("connectivity.sdwan_cpe", "SD-WAN edge, managed", "SD-WAN 终端托管服务",
     "Encrypted overlay between all sites, changed centrally in minutes.", "所有站点加密互联，策略集中下发、分钟级生效。",
     "piece", "0.06", "99.95", "4"),
    ("connectivity.sdwan_controller", "SD-WAN controller", "SD-WAN 控制平台",
     "One view of every site's links and applications.", "统一查看各站点链路与应用质量。", "service", "0.06", "99.95", "2"),
    ("connectivity.voice_channel", "SIP voice channel", "SIP 语音中继通道",
     "Calls to and from the public network over the existing access.", "利用现有接入承载公网语音呼叫。", "line", "0.09", "99.95", "4"),
    ("connectivity.wiring", "Structured cabling of a plant hall, shielded, with test report", "厂房综合布线（屏蔽，含测试报告）",
     "Certified copper and fibre to every machine.", "光纤与铜缆到每台设备，逐点测试。", "service", "0.09", None, None),
    ("cloud.vm_16c32g", "Virtual machine 16 vCPU 32 GB", "云主机 16核32G",
     "Reserved capacity for core applications.", "核心业务系统专属算力。", "vm", "0.06", "99.95", "2"),
    ("cloud.vm_4c16g", "Virtual machine 4 vCPU 16 GB", "云主机 4核16G",
     "Elastic capacity for office applications.", "办公应用弹性算力。", "vm", "0.06", "99.95", "2"),
    ("cloud.block_ssd", "Block storage SSD", "SSD 云硬盘", "Three copies, snapshots included.", "三副本，含快照。", "gib", "0.06", "99.99", "2"),
    ("cloud.object_storage", "Object storage, standard", "对象存储（标准型）",
     "Long-term store for images, logs and backups.", "影像、日志与备份的长期存储。", "gib", "0.06", "99.9", "4"),
    ("cloud.backup_offsite", "Offsite backup", "异地备份服务", "A second copy in another region.", "另一地域的第二份副本。", "gib", "0.06", "99.9", "4"),
    ("cloud.mysql_ha", "Managed MySQL, high availability", "云数据库 MySQL 高可用版",
     "Automatic failover and daily backups.", "自动主备切换、每日备份。", "vm", "0.06", "99.95", "2"),
    ("data.lake", "Data lake, standard edition", "数据湖标准版", "Production data in one place, ready for analysis.", "生产数据统一汇聚，即取即用。",
     "service", "0.06", "99.9", "4"),
    ("data.dashboard", "Production dashboard", "生产看板", "Output, energy and stoppages by line and shift.", "按产线与班次展示产量、能耗与停机。",
     "service", "0.06", "99.9", "8"),
    ("iot.platform_pro", "IoT platform, professional", "物联网平台专业版",
     "Device twins, rules and over-the-air updates.", "设备孪生、规则引擎与远程升级。", "service", "0.06", "99.95", "2"),
    ("iot.messages", "IoT messages", "物联网消息量", "Billed by what the devices really send.", "按设备实际上报量计费。", "million", "0.06", None, None),
    ("iot.sim_1g", "IoT SIM 1 GB pooled", "物联网卡 1G 流量池", "One pool for all devices of a province.", "全省设备共享流量池。", "card", "0.09", "99.9", "8"),
    ("iot.gateway", "Industrial gateway", "工业物联网网关", "Reads Modbus, OPC UA and Profinet.", "支持 Modbus、OPC UA、Profinet 协议。",
     "gateway", "0.13", None, "8"),
    ("iot.gateway_care", "Gateway operation and spare pool", "网关运维与备件服务", "Next-business-day replacement.", "次日更换备件。",
     "gateway", "0.06", None, "8"),
    ("security.ngfw_5g", "Next-generation firewall 5G, pair", "下一代防火墙 5G（双机）",
     "Inspects encrypted traffic without a single point of failure.", "加密流量检测，双机热备。", "piece", "0.13", "99.99", "2"),
    ("security.ngfw_1g", "Next-generation firewall 1G", "下一代防火墙 1G", "Zone separation of office and production.", "办公网与生产网分区隔离。",
     "piece", "0.13", "99.9", "4"),
    ("security.waf", "Web application firewall, professional", "Web 应用防火墙专业版",
     "Shields the supplier portal against injection and bots.", "防护供应商门户免受注入与爬虫攻击。", "service", "0.06", "99.95", "1"),
    ("security.log_audit", "Log audit", "日志审计服务", "Six months of logs, searchable, tamper-proof.", "日志留存六个月以上，可检索、防篡改。",
     "service", "0.06", "99.9", "4"),
    ("security.db_audit", "Database audit", "数据库审计服务", "Who read which record, and when.", "谁在何时访问了哪些数据。", "service", "0.06", "99.9", "4"),
    ("security.bastion_50", "Bastion host, 50 assets", "云堡垒机 50 资产", "Every administrator session recorded.", "运维会话全程录像。",
     "service", "0.06", "99.9", "4"),
    ("security.edr", "Host protection (EDR)", "主机安全 EDR", "Stops ransomware on the server itself.", "在主机侧阻断勒索病毒。", "server", "0.06", None, "1"),
    ("security.soc", "Security operations centre, 5,000 events a second", "态势感知平台 5000 EPS",
     "Analysts watch day and night.", "7×24 小时安全专家值守。", "service", "0.06", "99.9", "1"),
    ("security.mlps_3", "MLPS level 3 assessment", "等保三级测评", "Assessment by a licensed body, every year.", "持证机构每年测评。",
     "service", "0.06", None, None),
    ("ucc.cloud_seat", "Cloud UC seat", "云统一通信坐席", "One number on desk phone and mobile.", "桌面与手机同号。", "seat", "0.06", "99.9", "4"),
    ("ucc.phone_desk", "IP desk phone", "IP 话机", "Gigabit pass-through, wideband audio.", "千兆直通、高清语音。", "piece", "0.13", None, "8"),
    ("ucc.video_room", "Video meeting room kit", "视频会议室终端套件", "One-touch meetings with plants and suppliers.", "与工厂、供应商一键入会。",
     "piece", "0.13", None, "8"),
    ("ucc.video_port", "Video meeting port", "视频会议并发端口", "1080p with recording.", "1080p，含录制。", "seat", "0.06", "99.9", "4"),
    ("ucc.mailbox", "Enterprise mailbox 30 GB", "企业邮箱 30G", "Own domain, filtering and archive.", "自有域名、反垃圾与归档。", "seat", "0.06", "99.9", "8"),
    ("industry.integration", "Integration engineer", "系统集成工程师", "Connects MES, ERP and the IoT platform.", "打通 MES、ERP 与物联网平台。",
     "day", "0.06", None, None),
    ("industry.project", "Project management", "项目管理服务", "One person answers for date and budget.", "专人对工期与预算负责。", "service", "0.06", None, None),
]
CLASSES: list[tuple[str, tuple[str, str], str, str, list[str]]] = [
    ("S1", ("Headquarters", "总部"), "500", "0", ["天津总部"]),
    ("S2", ("Plant", "工厂"), "50", "800", ["分厂 1", "分厂 2", "分厂 3", "分厂 4", "分厂 5"]),
    ("S3", ("Plant", "工厂"), "80", "800", ["滨海新区精密铸造与热处理联合厂区（含第二期扩建厂房）"]),
    ("S4", ("Warehouse", "仓库"), "10", "0", ["仓库 1", "仓库 2"]),
]
# component, class or None, per site or total, [(type, period, list, net per unit)…], rule
Charges = list[tuple[str, str | None, str, str]]
ITEMS: list[tuple[str, str | None, int, Charges, str]] = [
    ("connectivity.sdwan_controller", None, 1, [("recurring", "month", "2800.00", "2380.00")], "SIZ-NET-001"),
    ("connectivity.voice_channel", None, 74, [("recurring", "month", "68.00", "57.80")], "SIZ-UCC-002"),
    ("cloud.vm_16c32g", None, 6, [("recurring", "month", "3150.00", "2205.00")], "SIZ-CLD-001"),
    ("cloud.vm_4c16g", None, 12, [("recurring", "month", "520.00", "364.00")], "SIZ-CLD-001"),
    ("cloud.block_ssd", None, 12000, [("recurring", "month", "1.00", "0.70")], "SIZ-CLD-002"),
    ("cloud.object_storage", None, 40000, [("usage", "month", "0.12", "0.12")], "SIZ-BAK-001"),
    ("cloud.backup_offsite", None, 20000, [("recurring", "month", "0.20", "0.14")], "SEC-011"),
    ("cloud.mysql_ha", None, 2, [("recurring", "month", "1350.00", "945.00")], "SIZ-CLD-001"),
    ("data.lake", None, 1, [("recurring", "month", "6800.00", "4760.00"), ("one_time", None, "30000.00", "0.00")], "SIZ-DAT-001"),
    ("data.dashboard", None, 1, [("one_time", None, "48000.00", "48000.00"), ("recurring", "month", "1200.00", "1200.00")], "SIZ-DAT-001"),
    ("iot.platform_pro", None, 1, [("recurring", "month", "4800.00", "4080.00"), ("one_time", None, "20000.00", "0.00")], "SIZ-IOT-001"),
    ("iot.messages", None, 620, [("usage", "month", "graduated", "graduated")], "SIZ-IOT-002"),
    ("iot.sim_1g", None, 4800, [("recurring", "month", "9.00", "5.10")], "SIZ-IOT-003"),
    ("security.ngfw_5g", "S1", 1, [("one_time", None, "128000.00", "128000.00"), ("recurring", "year", "15360.00", "15360.00")], "SEC-001"),
    ("security.waf", None, 1, [("recurring", "month", "3900.00", "3315.00")], "SEC-004"),
    ("security.log_audit", None, 1, [("recurring", "month", "2400.00", "2040.00")], "SEC-004"),
    ("security.db_audit", None, 1, [("recurring", "month", "2800.00", "2380.00")], "SEC-004"),
    ("security.bastion_50", None, 1, [("recurring", "month", "1900.00", "1615.00")], "SEC-004"),
    ("security.edr", None, 26, [("recurring", "month", "90.00", "76.50")], "SEC-006"),
    ("security.soc", None, 1, [("recurring", "month", "12800.00", "10880.00")], "SEC-006"),
    ("security.mlps_3", None, 1, [("recurring", "year", "98000.00", "98000.00")], "SEC-004"),
    ("ucc.cloud_seat", None, 620, [("recurring", "month", "45.00", "30.60")], "SIZ-UCC-001"),
    ("ucc.video_port", None, 60, [("recurring", "month", "80.00", "68.00")], "SIZ-VID-001"),
    ("ucc.mailbox", None, 850, [("recurring", "year", "120.00", "102.00")], "SIZ-MAI-001"),
    ("industry.integration", None, 85, [("one_time", None, "2200.00", "2200.00")], "SIZ-IOT-004"),
    ("industry.project", None, 1, [("one_time", None, "60000.00", "60000.00")], "SIZ-IOT-004"),
    ("connectivity.internet_1g", "S1", 1, [("recurring", "month", "14000.00", "11900.00"), ("one_time", None, "5000.00", "0.00")], "SIZ-NET-002"),
    ("connectivity.sdwan_cpe", "S1", 2, [("recurring", "month", "980.00", "833.00"), ("one_time", None, "1500.00", "0.00")], "NET-003"),
    ("ucc.phone_desk", "S1", 420, [("one_time", None, "380.00", "380.00")], "SIZ-UCC-003"),
    ("ucc.video_room", "S1", 6, [("one_time", None, "26000.00", "26000.00")], "SIZ-VID-001"),
    ("connectivity.internet_200m", "S2", 1, [("recurring", "month", "4200.00", "3570.00"), ("one_time", None, "2000.00", "0.00")], "SIZ-NET-002"),
    ("connectivity.sdwan_cpe", "S2", 1, [("recurring", "month", "780.00", "663.00"), ("one_time", None, "1500.00", "0.00")], "NET-003"),
    ("iot.gateway", "S2", 8, [("one_time", None, "3600.00", "3600.00")], "SIZ-IOT-004"),
    ("iot.gateway_care", "S2", 8, [("recurring", "month", "80.00", "68.00")], "SIZ-IOT-004"),
    ("security.ngfw_1g", "S2", 1, [("one_time", None, "28000.00", "28000.00")], "SEC-001"),
    ("connectivity.internet_200m", "S3", 2, [("recurring", "month", "4200.00", "3570.00"), ("one_time", None, "2000.00", "0.00")], "SIZ-NET-002"),
    ("connectivity.wiring", "S3", 1, [("one_time", None, "86000.00", "86000.00")], "SIZ-IOT-004"),
    ("iot.gateway", "S3", 8, [("one_time", None, "3600.00", "3600.00")], "SIZ-IOT-004"),
    ("security.ngfw_1g", "S3", 1, [("one_time", None, "28000.00", "28000.00")], "SEC-001"),
    ("connectivity.broadband_500m", "S4", 1, [("recurring", "month", "360.00", "306.00")], "SIZ-NET-002"),
    ("connectivity.sdwan_cpe", "S4", 1, [("recurring", "month", "480.00", "408.00")], "NET-003"),
]
MESSAGE_TIERS = [("100", "3.60", "3.60"), ("400", "3.20", "2.72"), ("120", "2.80", "2.38")]
RULES = {
    "SIZ-UCC-001": both("One calling seat for every user.", "每位用户一个语音席位。"),
    "SIZ-UCC-002": both("Erlang B at 1 % blocking in the busy hour.", "忙时呼损 1% 的爱尔兰 B 公式。"),
    "SIZ-UCC-003": both("A desk phone for every fixed workplace.", "每个固定工位一部话机。"),
    "SIZ-CLD-001": both("Concurrent users of ERP and office applications.", "按 ERP 与办公系统并发用户数测算。"),
    "SIZ-CLD-002": both("Twice the primary data.", "按主数据量的两倍配置。"),
    "SIZ-BAK-001": both("Two copies of the primary data (3-2-1).", "按 3-2-1 原则保留两份副本。"),
    "SIZ-DAT-001": both("One data lake for the whole company.", "全公司统一数据湖。"),
    "SIZ-IOT-001": both("One platform for all devices.", "所有设备共用一个平台。"),
    "SIZ-IOT-002": both("Devices times messages a month.", "设备数乘以每月消息量。"),
    "SIZ-IOT-003": both("One SIM for every device.", "每台设备一张物联网卡。"),
    "SIZ-IOT-004": both("One gateway for 100 devices.", "每 100 台设备一台网关。"),
    "SIZ-NET-001": both("One controller for all SD-WAN sites.", "所有 SD-WAN 站点共用控制平台。"),
    "SIZ-NET-002": both("Internet, voice and video of a site at 70 % load.", "站点上网、语音与视频带宽，按 70% 利用率测算。"),
    "SIZ-VID-001": both("A tenth of the users meet at the same time.", "按十分之一用户同时入会测算。"),
    "SIZ-MAI-001": both("One mailbox for every employee.", "每位员工一个邮箱。"),
    "SEC-001": both("MLPS level 3 asks for a firewall at every boundary.", "等保三级要求各网络边界部署防火墙。"),
    "SEC-004": both("MLPS level 3 asks for log audit, database audit, a bastion host and a WAF before every web service.",
                    "等保三级要求日志审计、数据库审计、堡垒机，并为每个 Web 服务配置 WAF。"),
    "SEC-006": both("Every server is protected and watched centrally.", "每台服务器均需防护并集中监测。"),
    "SEC-011": both("A copy of the data outside the region.", "数据须有异地副本。"),
    "NET-003": both("Every site joins the SD-WAN.", "每个站点均接入 SD-WAN。"),
    "DSC-TERM-36": both("36-month term", "36 个月合约优惠"),
    "DSC-NRC-24": both("Installation waived from 24 months", "24 个月及以上免初装费"),
}
NEEDS: list[tuple[str, str, str, str, str, str, int, bool, dict[str, int]]] = [
    ("unified_communications", "Unified communications", "统一通信", "One number for desk and mobile for every employee.",
     "每位员工一个号码，桌面与移动通用。", "must", 1, True, {"users": 600}),
    ("industrial_iot", "Industrial IoT", "工业物联网", "We want to see what every machine is doing, now.",
     "希望实时掌握每台设备的运行状态。", "must", 1, True, {"devices": 4800}),
    ("cloud_hosting", "Cloud hosting", "业务上云", "ERP and office systems move to the cloud without downtime.",
     "ERP 与办公系统平滑上云，业务不中断。", "must", 1, True, {"users": 600}),
    ("site_networking", "Site networking", "站点组网", "All plants and warehouses in one secure network.",
     "所有工厂与仓库接入同一张安全网络。", "must", 1, True, {}),
    ("video_meetings", "Video meetings", "视频会议", "Meetings with plants and suppliers without travelling.",
     "与工厂、供应商开会无需出差。", "should", 3, True, {"rooms": 6}),
    ("data_analytics", "Data analytics", "数据治理与分析", "Decisions from production data instead of spreadsheets.",
     "用生产数据而非手工报表做决策。", "should", 3, True, {}),
    ("enterprise_mail", "Enterprise mail", "企业邮箱", "Mail under our own domain, archived.", "自有域名邮箱并统一归档。", "could", 1, True, {"mailboxes": 850}),
    ("ai_inspection", "AI visual inspection", "AI 视觉质检", "Find surface defects before the customer does.",
     "在客户发现之前检出表面缺陷。", "could", 1, False, {"lines": 4}),
]
# rule, need, capability, class, amount, unit, formula, values, source, confidence, capability en, zh
SIZING: list[tuple[str, str, str, str | None, str, str, str, dict[str, str], str, str, str, str]] = [
    ("SIZ-UCC-001", "unified_communications", "voice.seat", None, "600", "seat", "need.users", {"need.users": "600"},
     "", "estimate", "Calling seats", "语音席位"),
    ("SIZ-UCC-002", "unified_communications", "voice.channel", None, "74", "line", "erlang_b(need.erlangs, 0.01)",
     {"need.erlangs": "60"}, "Erlang B", "sourced", "Voice channels", "语音中继通道"),
    ("SIZ-UCC-003", "unified_communications", "desk.phone", "S1", "420", "piece", "ceil(site.users * 0.84)", {"site.users": "500"},
     "", "estimate", "Desk phones", "桌面话机"),
    ("SIZ-IOT-001", "industrial_iot", "iot.platform", None, "1", "service", "1", {}, "", "estimate", "IoT platform", "物联网平台"),
    ("SIZ-IOT-002", "industrial_iot", "iot.messages", None, "620", "million",
     "ceil(need.devices * need.messages_per_minute * 43200 / 1000000)", {"need.devices": "4800", "need.messages_per_minute": "3"},
     "", "estimate", "Messages a month", "每月消息量"),
    ("SIZ-IOT-003", "industrial_iot", "iot.sim", None, "4800", "card", "need.devices", {"need.devices": "4800"}, "", "estimate",
     "Connected devices", "联网设备数"),
    ("SIZ-IOT-004", "industrial_iot", "iot.gateway", "S2", "8", "gateway", "ceil(site.devices / 100)", {"site.devices": "800"},
     "Modbus: 50–200 points", "estimate", "Gateways", "网关"),
    ("SIZ-IOT-004", "industrial_iot", "iot.gateway", "S3", "8", "gateway", "ceil(site.devices / 100)", {"site.devices": "800"},
     "Modbus: 50–200 points", "estimate", "Gateways", "网关"),
    ("SIZ-CLD-001", "cloud_hosting", "cloud.vcpu", None, "144", "vm", "ceil(need.users / 6) + 44", {"need.users": "600"},
     "odoo/documentation PR 12715", "sourced", "Virtual CPUs", "虚拟 CPU"),
    ("SIZ-CLD-002", "cloud_hosting", "cloud.storage", None, "12000", "gib", "need.users * 10 * 2", {"need.users": "600"},
     "", "estimate", "Block storage", "云硬盘容量"),
    ("SIZ-BAK-001", "cloud_hosting", "backup.gib", None, "40000", "gib", "2 * need.data", {"need.data": "20000"}, "3-2-1", "estimate",
     "Backup capacity", "备份容量"),
    ("SIZ-NET-001", "site_networking", "sdwan.controller", None, "1", "service", "1", {}, "", "estimate", "SD-WAN controller", "SD-WAN 控制平台"),
    ("SIZ-NET-002", "site_networking", "wan.mbps", "S1", "929", "mbps", "ceil((site.users * 1.2 + 50) / 0.7)", {"site.users": "500"},
     "", "estimate", "Access bandwidth", "接入带宽"),
    ("SIZ-NET-002", "site_networking", "wan.mbps", "S2", "158", "mbps", "ceil((site.users * 1.2 + 50) / 0.7)", {"site.users": "50"},
     "", "estimate", "Access bandwidth", "接入带宽"),
    ("SIZ-NET-002", "site_networking", "wan.mbps", "S3", "209", "mbps", "ceil((site.users * 1.2 + 50) / 0.7)", {"site.users": "80"},
     "", "estimate", "Access bandwidth", "接入带宽"),
    ("SIZ-NET-002", "site_networking", "wan.mbps", "S4", "89", "mbps", "ceil((site.users * 1.2 + 50) / 0.7)", {"site.users": "10"},
     "", "estimate", "Access bandwidth", "接入带宽"),
    ("SIZ-VID-001", "video_meetings", "video.port", None, "60", "seat", "ceil(need.users / 10)", {"need.users": "600"}, "", "estimate",
     "Concurrent meeting ports", "会议并发端口"),
    ("SIZ-DAT-001", "data_analytics", "data.lake", None, "1", "service", "1", {}, "", "estimate", "Data lake", "数据湖"),
    ("SIZ-MAI-001", "enterprise_mail", "mail.box", None, "850", "seat", "need.mailboxes", {"need.mailboxes": "850"}, "", "estimate",
     "Mailboxes", "邮箱数"),
]
# fmt: on
PERIODS = {None: 1, "month": 1, "quarter": 3, "year": 12}


class SampleQuote(Quote):
    """A quote made by hand of its customer view, which a test may still change."""

    def __init__(self, view: dict[str, Any]) -> None:
        day, last = (date.fromisoformat(view[key]) for key in ("date", "valid_until"))
        super().__init__(view["number"], view["revision"], view["state"], day, last, view["language"], b"", b"")
        object.__setattr__(self, "view", view)

    view: dict[str, Any]

    def customer_view(self) -> dict[str, Any]:
        return self.view

    def customer_view_json(self) -> bytes:
        return rfc8785.dumps(self.view)

    @property
    def customer_view_sha256(self) -> str:
        return hashlib.sha256(self.customer_view_json()).hexdigest()


def money(amount: Decimal) -> str:
    return str(amount.quantize(CENT, rounding=ROUND_HALF_UP))


def _charge(component: str, quantity: int, raw: tuple[str, str | None, str, str], vat: str) -> dict[str, Any]:
    kind, period, unit_list, unit_net = raw
    tiers: list[dict[str, Any]] = []
    if unit_list == "graduated":
        tiers = [{"quantity": int(q), "unit_list": a, "unit_net": b} for q, a, b in MESSAGE_TIERS]
        whole = sum((Decimal(q) * Decimal(a) for q, a, _ in MESSAGE_TIERS), Decimal(0))
        net = sum((Decimal(q) * Decimal(b) for q, _, b in MESSAGE_TIERS), Decimal(0))
    else:
        whole, net = Decimal(unit_list) * quantity, Decimal(unit_net) * quantity
    steps: list[dict[str, str]] = []
    if net != whole and kind == "one_time":
        steps = [{"step": "promotion", "rule": WAIVER, "amount": money(net - whole)}]
    elif net != whole:
        volume = money(whole * Decimal("-0.2")) if component in ("ucc.cloud_seat", "iot.sim_1g") else "0.00"
        if Decimal(volume):
            steps.append({"step": VOLUME, "rule": component, "amount": volume})
        steps.append({"step": "term", "rule": TERM_RULE, "amount": money(net - whole - Decimal(volume))})
    times = 1 if kind == "one_time" else TERM // PERIODS[period]
    steps = [step | {"contract": money(Decimal(step["amount"]) * times)} for step in steps]
    free = Decimal(3) * net if component == "data.lake" and kind == "recurring" else Decimal(0)
    charge: dict[str, Any] = {
        "type": kind,
        "period": period,
        "unit_list": None if tiers else unit_list,
        "unit_net": None if tiers else unit_net,
        "list": money(whole),
        "net": money(net),
        "contract_net": money(net * times - free),
        "tax_rate": vat,
        "waterfall": steps,
    }
    return charge | ({"tiers": tiers} if tiers else {})


def _items() -> list[dict[str, Any]]:
    vat = {row[0]: row[6] for row in COMPONENTS}
    sites = {row[0]: row[4] for row in CLASSES}
    items = []
    for component, place, amount, charges, rule in ITEMS:
        quantity = amount * (len(sites[place]) if place else 1)
        items.append(
            {
                "component": component,
                "site_class": place,
                "sites": list(sites[place]) if place else None,
                "per_site": amount if place else None,
                "quantity": quantity,
                "origin": "rule" if rule.startswith("SEC") else "optimiser",
                "because": [{"rule": rule, "text": RULES[rule]["en"]}],
                "charges": [_charge(component, quantity, raw, vat[component]) for raw in charges],
            }
        )
    return items


def _monthly(charge: dict[str, Any], key: str) -> Decimal:
    return Decimal(0) if charge["type"] == "one_time" else Decimal(charge[key]) / PERIODS[charge["period"]]


def _totals(items: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [(item, charge) for item in items for charge in item["charges"]]
    charges = [charge for _, charge in rows]

    def once(key: str, chosen: list[dict[str, Any]]) -> Decimal:
        return sum((Decimal(c[key]) for c in chosen if c["type"] == "one_time"), Decimal(0))

    def monthly(key: str, chosen: list[dict[str, Any]]) -> Decimal:
        return sum((_monthly(c, key) for c in chosen), Decimal(0))

    def contract(chosen: list[dict[str, Any]]) -> Decimal:
        return sum((Decimal(c["contract_net"]) for c in chosen), Decimal(0))

    def whole(chosen: list[dict[str, Any]]) -> Decimal:
        return once("list", chosen) + monthly("list", chosen) * TERM

    one_time, month, total = once("net", charges), monthly("net", charges), contract(charges)
    yearly = [month * 12] * 3
    yearly[0] -= one_time + month * TERM - total
    rates = sorted({c["tax_rate"] for c in charges})
    by_rate = []
    taxes = {"one_time": Decimal(0), "monthly": Decimal(0), "first_year": Decimal(0)}
    for rate in rates:
        own = [c for c in charges if c["tax_rate"] == rate]
        tax = Decimal(money(contract(own) * Decimal(rate)))
        by_rate.append({"rate": rate, "net": money(contract(own)), "tax": money(tax)})
        taxes["one_time"] += Decimal(money(once("net", own) * Decimal(rate)))
        taxes["monthly"] += Decimal(money(monthly("net", own) * Decimal(rate)))
    tax = sum((Decimal(row["tax"]) for row in by_rate), Decimal(0))
    taxes["first_year"] = taxes["one_time"] + taxes["monthly"] * 12
    first = one_time + yearly[0]
    families = []
    for family in FAMILIES:
        own = [c for item, c in rows if item["component"].startswith(f"{family['id']}.")]
        families.append(
            {
                "family": family["id"],
                "one_time": money(once("net", own)),
                "monthly": money(monthly("net", own)),
                "total_contract": money(contract(own)),
            }
        )
    return {
        "currency": "CNY",
        "one_time": money(one_time),
        "monthly": money(month),
        "first_year": money(first),
        "total_contract": money(total),
        "tax": money(tax),
        "total_contract_with_tax": money(total + tax),
        "one_time_with_tax": money(one_time + taxes["one_time"]),
        "monthly_with_tax": money(month + taxes["monthly"]),
        "first_year_with_tax": money(first + taxes["first_year"]),
        "tax_by_rate": by_rate,
        "list": {
            "one_time": money(once("list", charges)),
            "monthly": money(monthly("list", charges)),
            "total_contract": money(whole(charges)),
        },
        "years": [
            {"year": n + 1, "one_time": money(one_time if n == 0 else Decimal(0)), "recurring": money(yearly[n])}
            for n in range(3)
        ],
        "by_family": families,
    }


# fmt: off
def _catalogue() -> dict[str, Any]:
    components = {}
    for cid, en, zh, benefit_en, benefit_zh, unit, _, availability, response in COMPONENTS:
        sla = {k: v for k, v in (("availability", availability), ("response_hours", response)) if v}
        components[cid] = {"name": both(en, zh), "benefit": both(benefit_en, benefit_zh), "unit": unit,
                           "family": cid.split(".")[0], "sla": sla or None}
    return {
        "name": both("Enterprise solutions", "政企解决方案"), "families": FAMILIES, "units": UNITS, "components": components,
        "needs": {n[0]: {"name": both(n[1], n[2]), "says": both(n[3], n[4])} for n in NEEDS},
        "capabilities": {s[2]: {"name": both(s[10], s[11]), "unit": s[5]} for s in SIZING},
        "rules": RULES, "taxes": {},
        "customer_facts": [
            {"id": "industry", "name": both("Industry", "行业"), "value": both("Manufacturing", "制造业")},
            {"id": "employees", "name": both("Employees", "员工人数"), "value": "850", "unit": both("people", "人")},
            {"id": "annual_revenue", "name": both("Annual revenue", "年营业收入"), "value": "420000000"},
            {"id": "size_class", "name": both("Size class", "企业规模"), "value": both("Medium", "中型")},
        ],
        "compliance": [{"code": "mlps_3", "name": both("MLPS level 3", "网络安全等级保护三级")}],
    }


def _proposal() -> dict[str, Any]:
    def titled(en: str, zh: str, text_en: str, text_zh: str) -> dict[str, Any]:
        return {"title": both(en, zh), "text": both(text_en, text_zh)}

    return {
        "seller": {"name": both("Bohai Telecom Enterprise Services", "渤海电信政企服务部"),
                   "contact": both("Enterprise desk, +86 22 5550 0100, enterprise@example.com", "政企客户经理 022-5550 0100 enterprise@example.com")},
        "title": both("Connected manufacturing: network, cloud, IoT and security", "智能制造一体化解决方案：网络、云、物联网与安全"),
        "validity_days": 30,
        "confidentiality": both(
            "This proposal is meant for the addressee alone. It may be passed on inside the addressee's organisation for the purpose of deciding on it, and to nobody else without our written consent.",
            "本方案仅供收件单位评审决策使用，可在单位内部传阅；未经我方书面同意，不得向任何第三方披露。"),
        "sla": [
            titled("Fault reception", "故障受理", "Around the clock, by telephone and portal; critical faults are taken up within 15 minutes.",
                   "7×24 小时电话与自助门户受理，重大故障 15 分钟内响应。"),
            titled("Service credits", "服务赔付", "5 %, 10 % or 20 % of the month's charge when availability falls below the promised, 99.5 % or 99.0 %.",
                   "月度可用性低于承诺值、99.5%、99.0% 时，分别按当月费用的 5%、10%、20% 赔付。"),
            titled("Maintenance windows", "维护窗口", "Announced seven days ahead, between 00:00 and 06:00.", "提前七天通知，安排在 0:00–6:00 进行。"),
        ],
        "delivery": [
            titled("Survey and design", "勘察与设计", "Weeks 1–2: visits to all sites, addressing plan, security zones.", "第 1–2 周：站点勘察、地址规划与安全分区设计。"),
            titled("Access and equipment", "接入与设备到货", "Weeks 3–8: circuits, firewalls and gateways are installed.", "第 3–8 周：线路开通，防火墙与网关安装。"),
            titled("Migration", "业务迁移", "Weeks 7–12: systems move to the cloud at weekends, with a way back.", "第 7–12 周：利用周末迁移上云，保留回退方案。"),
            titled("Acceptance", "验收交付", "Week 13: joint tests, training and handover to operations.", "第 13 周：联合测试、培训并移交运维。"),
        ],
        "terms": [
            both("The contract runs for 36 months from the acceptance of the first site.", "合同期 36 个月，自首个站点验收之日起计算。"),
            both("Recurring charges are invoiced monthly in advance, one-time charges on delivery.", "周期性费用按月预付，一次性费用于交付后开票。"),
            both("Invoices are payable within 30 days.", "发票开具后 30 日内付款。"),
            both("On early exit 40 % of the remaining recurring charges fall due.", "提前解约须支付剩余周期性费用的 40%。"),
        ],
        "assumptions": [
            both("Rooms, power and cooling for the equipment are provided by the customer.", "客户提供设备安装所需的机房、电源与制冷条件。"),
            both("The number of devices and users is as stated by the customer.", "设备与用户数量以客户提供的信息为准。"),
        ],
        "exclusions": [
            both("Changes to machines and their controllers.", "生产设备及其控制器的改造。"),
            both("Licences of the customer's own software.", "客户自有软件的许可费用。"),
        ],
    }


def sample(state: str = "approved", language: str = "zh-CN", customer: str = "海河精密制造") -> SampleQuote:
    """The quote, in a state, language and for a customer's name."""
    items = _items()
    sites: list[dict[str, Any]] = [{"name": name, "users": int(row[2])} for row in CLASSES for name in row[4]]
    view: dict[str, Any] = {
        "format": 1, "number": "Q-2026-0001", "revision": 1, "state": state, "date": "2026-11-22", "valid_until": "2026-12-22",
        "language": language, "changes_since": None,
        "profile": {
            "customer": {"name": customer, "industry": "manufacturing", "employees": 850}, "sites": sites,
            "rulebook": "telco_enterprise", "date": "2026-11-22",
            "needs": [{"need": n[0], "priority": n[5], "weight": n[6], **n[8]} for n in NEEDS],
            "compliance": ["mlps_3"], "budget": {"monthly": "200000.00", "one_time": "1400000.00"}, "term_months": TERM,
            "currency": "CNY", "language": language, "decisions": [],
        },
        "recommendation": {
            "outcome": "optimal", "reproducible": True,
            "stages": [
                {"goal": "coverage", "value": "7", "bound": "7", "gap": 0.0, "proven": True},
                {"goal": "total_contract", "value": "1", "bound": "1", "gap": 0.0, "proven": True},
                {"goal": "components", "value": "41", "bound": "41", "gap": 0.0, "proven": True},
                {"goal": "order", "value": "0", "bound": "0", "gap": 0.0, "proven": True},
            ],
            "package": {"items": items},
            "coverage": {"must": 1.0, "weighted": 0.875, "needs": [
                {"need": n[0], "priority": n[5], "weight": n[6], "met": n[7]} for n in NEEDS]},
            "totals": _totals(items),
            "rulebook": {"id": "telco_enterprise", "version": "2026.11", "sha256": hashlib.sha256(b"rulebook").hexdigest()},
            "solver": {"name": "cp-sat", "version": "9.15", "deterministic_time": 0.1},
        },
        "site_classes": [
            {"id": cid, "sites": list(names), "facts": [
                {"id": "kind", "name": both("Kind", "类型"), "value": both(*kind)},
                {"id": "users", "name": both("Users", "用户数"), "value": users, "unit": both("people", "人")},
                {"id": "devices", "name": both("Devices", "设备数"), "value": devices, "unit": both("devices", "台")},
            ]} for cid, kind, users, devices, names in CLASSES
        ],
        "sizing": [
            {"rule": s[0], "need": s[1], "capability": s[2], "site_class": s[3], "amount": s[4], "formula": s[6], "values": s[7],
             "source": s[8], "confidence": s[9]} for s in SIZING
        ],
        "catalogue": _catalogue(), "proposal": _proposal(),
    }
    return SampleQuote(view)


def short_sample(customer: str = "海河精密制造") -> SampleQuote:
    """The quote with one component and one need, for laws that don't depend on its length: a document in no time."""
    quote = sample(customer=customer)
    package, need = quote.view["recommendation"]["package"], NEEDS[0][0]
    package["items"] = [item for item in package["items"] if item["component"] == "ucc.cloud_seat"]
    quote.view["profile"]["needs"] = [asked for asked in quote.view["profile"]["needs"] if asked["need"] == need]
    quote.view["sizing"] = [demand for demand in quote.view["sizing"] if demand["need"] == need]
    return quote
